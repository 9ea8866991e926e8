import asyncio
import socket

from rmctl.site import free_port, listening


def test_answers_are_sent_at_once() -> None:
    async def delays() -> bool:
        accepted: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def met(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            theirs = writer.get_extra_info("socket")
            accepted.set_result(not theirs.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        port = free_port()
        async with await asyncio.start_server(met, sock=listening(port)):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            held_back = await accepted
            writer.close()
        return held_back

    assert asyncio.run(delays()) is False
