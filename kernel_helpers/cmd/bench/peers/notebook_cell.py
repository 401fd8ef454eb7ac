"""Seconds from running a notebook cell to its last output, in a live GoNB kernel. Argument: the code. Each
round adds another comment to it, so that the cell is built anew."""
import sys
import time

import jupyter_client

manager = jupyter_client.KernelManager(kernel_name="gonb")
manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=120)


def run(code):
    reply = client.execute_interactive(code, timeout=300, output_hook=lambda message: failed.append(message) if message["msg_type"] == "error" else None)
    if reply["content"]["status"] != "ok":
        sys.exit(f"the cell failed: {reply['content']}")


failed = []
run("%noautoget\n%goflags -ldflags=-w")
print(f"GoNB through jupyter_client {jupyter_client.__version__}", flush=True)
for n, _ in enumerate(sys.stdin):
    start = time.perf_counter()
    run(f"{sys.argv[1]} // {n}")
    if failed:
        sys.exit(f"the cell failed: {failed}")
    print(time.perf_counter() - start, flush=True)
client.stop_channels()
manager.shutdown_kernel(now=True)
