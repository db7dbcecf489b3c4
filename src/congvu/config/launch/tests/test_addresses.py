"""The demo takes a free port and prints an address that a browser can open."""

import socket
from collections.abc import Iterator

import pytest

from congvu.config.launch import addresses
from congvu.config.launch.addresses import AddressRefused


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


def test_a_taken_port_gives_the_next_free_one(taken: int) -> None:
    site = addresses.choose(bind="127.0.0.1", port=taken, named="")
    assert taken < site.port < taken + addresses.PORTS_TRIED


def test_listening_everywhere_prints_an_address_and_not_all_zeros() -> None:
    site = addresses.choose(bind="0.0.0.0", port=20_000, named="")  # noqa: S104 - what is tested
    assert "0.0.0.0" not in site.url  # noqa: S104 - what is tested
    assert site.host in site.names


def test_a_given_name_is_printed_and_answered_to() -> None:
    site = addresses.choose(bind="127.0.0.1", port=20_000, named="congvu.example")
    assert site.url.startswith("http://congvu.example:")
    assert "congvu.example" in site.names


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_that_cannot_be_is_refused_by_name(port: int) -> None:
    with pytest.raises(AddressRefused, match="--port"):
        addresses.choose(bind="127.0.0.1", port=port, named="")


def test_an_address_of_another_machine_is_refused_by_name() -> None:
    with pytest.raises(AddressRefused, match="--bind"):
        addresses.choose(bind="198.51.100.7", port=20_000, named="")


def test_a_site_that_is_not_up_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = int(other.getsockname()[1])
    site = addresses.Site(bind="127.0.0.1", port=port, host="127.0.0.1")
    assert not addresses.answers_ok(site, "/suc-khoe/")
