"""Every address and who may reach it. What is not listed here is not found.

Which cases, drafts or files a person sees on a page is the module's own `policy.py`.
"""

from collections.abc import Mapping

from congvu.kernel.actor import PostKind
from congvu.platform.access.rules import PUBLIC, SIGNED_IN, Rule, posts

DESK = posts(
    PostKind.COUNTER, PostKind.HANDLER, PostKind.UNIT_HEAD, PostKind.SIGNER, PostKind.CLERK
)
COUNTER = posts(PostKind.COUNTER)
LEADER = posts(PostKind.SIGNER, PostKind.UNIT_HEAD)
ADMIN = posts(PostKind.ADMIN)

POLICY: Mapping[str, Rule] = {
    "health": PUBLIC,
    # Signing in
    "people:sign_in": PUBLIC,
    "people:callback": PUBLIC,
    "people:sign_out": PUBLIC,
    "people:choose_post": SIGNED_IN,
    "people:me": SIGNED_IN,
    # Public services
    "public_services:home": PUBLIC,
    "public_services:search": PUBLIC,
    "public_services:procedure": PUBLIC,
    "public_services:look_up": PUBLIC,
    "public_services:followed": PUBLIC,
    "public_services:mine": SIGNED_IN,
    "public_services:start": SIGNED_IN,
    "public_services:draft": SIGNED_IN,
    "public_services:situation": SIGNED_IN,
    "public_services:page": SIGNED_IN,
    "public_services:papers": SIGNED_IN,
    "public_services:upload": SIGNED_IN,
    "public_services:remove": SIGNED_IN,
    "public_services:draft_file": SIGNED_IN,
    "public_services:check": SIGNED_IN,
    "public_services:send": SIGNED_IN,
    "public_services:discard": SIGNED_IN,
    "public_services:renew": SIGNED_IN,
    "public_services:sent": SIGNED_IN,
    "public_services:case": SIGNED_IN,
    "public_services:receipt": SIGNED_IN,
    "public_services:result": SIGNED_IN,
    "public_services:file": SIGNED_IN,
    "public_services:provide_supplement": SIGNED_IN,
    "public_services:withdraw": SIGNED_IN,
    "public_services:declare_payment": SIGNED_IN,
    "public_services:rate": SIGNED_IN,
    "public_services:complain": SIGNED_IN,
    "public_services:form": SIGNED_IN,
    "public_services:form_pdf": SIGNED_IN,
    "public_services:notices": SIGNED_IN,
    "public_services:read_notices": SIGNED_IN,
    "public_services:api_create": SIGNED_IN,
    "public_services:counter": COUNTER,
    "public_services:counter_person": COUNTER,
    "public_services:counter_choose": COUNTER,
    "public_services:counter_start": COUNTER,
    # A person's own files
    "documents:original": SIGNED_IN,
    "documents:view": SIGNED_IN,
    # The officer's desk
    "cases:inbox": DESK,
    "cases:list": DESK,
    "cases:case": DESK,
    "cases:accept": DESK,
    "cases:claim": DESK,
    "cases:complete_step": DESK,
    "cases:request_supplement": DESK,
    "cases:propose": DESK,
    "cases:approve": DESK,
    "cases:send_back": DESK,
    "cases:return_result": DESK,
    "cases:refuse": DESK,
    "cases:permit_supplement": DESK,
    "cases:provide_supplement": COUNTER,
    "cases:give_time": DESK,
    "cases:stop": DESK,
    "cases:withdraw": DESK,
    "cases:extend": DESK,
    "cases:apologise": DESK,
    "cases:demand_payment": DESK,
    "cases:confirm_payment": DESK,
    "cases:change_procedure": DESK,
    "cases:release": DESK,
    "cases:assign": DESK,
    "cases:answer_complaint": DESK,
    "cases:void_form": DESK,
    "cases:undo": DESK,
    "cases:present": DESK,
    "cases:form": DESK,
    "cases:form_pdf": DESK,
    "cases:control_sheet": DESK,
    "cases:control_sheet_pdf": DESK,
    "cases:register": DESK,
    "cases:register_pdf": DESK,
    "cases:form_book": DESK,
    "cases:times": DESK,
    "cases_api:case": SIGNED_IN,
    "cases_api:act": SIGNED_IN,
    "cases:receipt": DESK,
    "cases:result": DESK,
    "cases:file": DESK,
    "cases:file_view": DESK,
    # Steering
    "steering:overview": LEADER,
    "steering:tiles": LEADER,
    # Administration
    "people:directory": ADMIN,
    "agencies:directory": ADMIN,
    "agencies:agency": ADMIN,
    "deadlines:calendar": ADMIN,
    "deadlines:publish_day": ADMIN,
    "deadlines:withdraw_day": ADMIN,
    "deadlines:publish_hours": ADMIN,
    "procedures:directory": ADMIN,
    "procedures:doubts": ADMIN,
    "procedures:version": ADMIN,
    "procedures:version_numbered": ADMIN,
    # Demo only
    "web:gallery": PUBLIC,
    "dev_identity:metadata": PUBLIC,
    "dev_identity:keys": PUBLIC,
    "dev_identity:authorize": PUBLIC,
    "dev_identity:token": PUBLIC,
}
