"""A TCP proxy that hands requests on late: a way to an endpoint that takes its time, on one machine.

`python -m bench.delaying PORT SECONDS` prints its own port and ends when its input ends. What a client sends reaches
127.0.0.1:PORT that many seconds later, however many connections there are; answers come back at once, so SECONDS is
what a round trip takes longer. Opening a connection takes no longer than before.
"""

import asyncio
import sys


async def _hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    """Hand on what is read, each piece so many seconds after it came, until either side hangs up."""
    loop = asyncio.get_running_loop()
    try:
        while data := await reader.read(1 << 18):
            if seconds:
                loop.call_later(seconds, writer.write, data)
            else:
                writer.write(data)
                await writer.drain()
    except ConnectionError:
        pass
    loop.call_later(seconds, writer.close)


async def _serve(port: int, seconds: float) -> None:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_endpoint, to_endpoint = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(_hand_on(reader, to_endpoint, seconds), _hand_on(from_endpoint, writer, 0.0))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


def main(port: str, seconds: str) -> None:
    """Serve until the other side closes our input."""
    asyncio.run(_serve(int(port), float(seconds)))


if __name__ == "__main__":
    main(*sys.argv[1:])
