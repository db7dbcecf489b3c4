"""What a row of the access policy may say. Pure."""

from dataclasses import dataclass

from congvu.kernel.actor import Actor, PostKind


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may reach a page. What they see there is decided by the module's own policy."""

    is_public: bool = False
    needs_post: bool = False
    posts: frozenset[PostKind] = frozenset()

    def admits(self, actor: Actor | None) -> bool:
        if self.is_public:
            return True
        if actor is None:
            return False
        if self.posts:
            return actor.has_post(*self.posts)
        return actor.is_officer or not self.needs_post


PUBLIC = Rule(is_public=True)
SIGNED_IN = Rule()
OFFICER = Rule(needs_post=True)


def posts(*kinds: PostKind) -> Rule:
    return Rule(needs_post=True, posts=frozenset(kinds))
