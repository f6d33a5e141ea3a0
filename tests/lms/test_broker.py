"""The broker of files meets what writers and kills leave behind."""

from pathlib import Path
from queue import Empty

import pytest
from kombu.connection import Connection
from kombu.exceptions import ChannelError

import lms.celery  # noqa: F401  # names our transport
from lms.broker import Channel


@pytest.fixture
def channel(tmp_path: Path) -> Channel:
    for folder in ("messages", "control"):
        (tmp_path / folder).mkdir()
    connection = Connection(
        "filesystem://",
        transport_options={
            "data_folder_in": str(tmp_path / "messages"),
            "data_folder_out": str(tmp_path / "messages"),
            "control_folder": str(tmp_path / "control"),
            "store_processed": False,
        },
    )
    return connection.channel()


def test_a_message_comes_out_as_it_went_in(channel):
    channel._put("cepat", {"body": "7"})
    assert channel._get("cepat") == {"body": "7"}
    with pytest.raises(Empty):
        channel._get("cepat")


def test_a_message_that_is_being_written_is_not_seen(channel, tmp_path):
    (tmp_path / "messages" / "1_a.cepat.part").write_text('{"bo')
    with pytest.raises(Empty):
        channel._get("cepat")


def test_a_message_cut_short_is_dropped_and_the_next_one_read(channel, tmp_path):
    for number, content in enumerate(("", '{"bo', '{"body": "7"}')):
        (tmp_path / "messages" / f"{number}_a.cepat.msg").write_text(content)
    assert channel._get("cepat") == {"body": "7"}
    assert list((tmp_path / "messages").iterdir()) == []


def test_a_folder_that_takes_no_file_is_said_so(channel, tmp_path):
    (tmp_path / "messages").rmdir()
    with pytest.raises(ChannelError, match="cannot add"):
        channel._put("cepat", {})


def test_an_exchange_left_empty_by_a_kill_is_made_again(channel, tmp_path):
    (tmp_path / "control" / "cepat.exchange").write_text("")
    channel._queue_bind("cepat", "cepat", "", "cepat")
    assert [bound.queue for bound in channel.get_table("cepat")] == ["cepat"]
