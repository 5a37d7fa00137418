"""PyTorch on the CPU as a peer: one process, a fixed number of threads, told by lines of JSON what to run.

Ways: `loop`, a Python loop over cells written in tensor operations, which is no slower than nn.RNNCell and nn.LSTMCell;
`fused`, nn.RNN and nn.LSTM; `segments`, the loop under torch.utils.checkpoint in segments of 16.
"""

import json
import os
import sys
import time

SEGMENT = 16


def say(**line):
    print(json.dumps(line, separators=(",", ":")), flush=True)


def main():
    threads = int(sys.argv[1])
    try:
        import torch
    except ImportError:
        say(kind="absent", reason=f"{sys.executable} has no torch; apt-get install python3-torch, or pip install torch")
        return
    torch.set_num_threads(threads)
    path, wanted = openblas_path(), core_type()
    core = openblas_core(path)
    if core in SLOW_CORES and wanted is not None and "OPENBLAS_CORETYPE" not in os.environ:
        # It is read when the library is loaded.
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "OPENBLAS_CORETYPE": wanted})
    versions = {"PyTorch": torch.__version__, "BLAS": os.path.basename(path or "not OpenBLAS"), "kernels": core}
    say(kind="ready", versions={**versions, "threads": str(threads)})
    prepared = {}
    for line in sys.stdin:
        try:
            say(**obey(json.loads(line), prepared))
        except Exception as error:  # said to the bench, which reports it
            say(kind="failed", reason=f"{type(error).__name__}: {error}")


def obey(request, prepared):
    verb = request["verb"]
    if verb == "prepare":
        work = request["work"]
        gradient = WAYS[work["way"]](work, values_of(work))
        prepared[work["way"]] = gradient
        with open(request["gradient"], "wb") as file:
            for each in gradient():
                file.write(each.double().contiguous().numpy().tobytes())
        return {"kind": "done"}
    if verb == "time":
        gradient = prepared[request["way"]]
        return {"kind": "timed", "runs": [timed(gradient) for _ in range(request["iterations"])]}
    prepared.clear()
    return {"kind": "done"}


def timed(gradient):
    start = time.perf_counter()
    gradient()
    return 1000 * (time.perf_counter() - start)


def values_of(work):
    import torch

    steps, batch, hidden, inputs = (work[name] for name in ("steps", "batch", "hidden", "inputs"))
    width = 4 * hidden if work["cell"] == "LSTM" else hidden

    def read(name, *shape):
        with open(os.path.join(work["values"], f"{name}.f32"), "rb") as file:
            return torch.frombuffer(bytearray(file.read()), dtype=torch.float32).reshape(shape)

    return read("x", steps, batch, inputs), read("W", hidden, width), read("U", inputs, width), read("b", width)


def looped(work, values):
    import torch

    x, *weights = values
    xs = x.unbind(0)
    weights = [each.requires_grad_() for each in weights]
    run, state = loops(work)

    def gradient():
        h = run(state, xs, *weights)[0]
        return torch.autograd.grad((h * h).mean(), weights)

    return gradient


def in_segments(work, values):
    import torch
    from torch.utils.checkpoint import checkpoint

    x, *weights = values
    weights = [each.requires_grad_() for each in weights]
    run, first = loops(work)
    segments = [segment.unbind(0) for segment in x.split(SEGMENT)]

    # The weights are arguments, for otherwise the first segment, whose state needs no gradient, would give them none.
    def part(segment):
        return lambda *all: run(all[:-3], segment, *all[-3:])

    def gradient():
        state = first
        for segment in segments:
            state = checkpoint(part(segment), *state, *weights, use_reentrant=True)
        h = state[0]
        for each in weights:
            each.grad = None
        (h * h).mean().backward()
        return [each.grad for each in weights]

    return gradient


def loops(work):
    """The loop of a cell, and its first state."""
    import torch

    zero = torch.zeros(work["batch"], work["hidden"])

    def elman(state, xs, W, U, b):
        (h,) = state
        for x in xs:
            h = torch.tanh(torch.addmm(torch.addmm(b, x, U), h, W))
        return (h,)

    def lstm(state, xs, W, U, b):
        h, c = state
        for x in xs:
            i, f, g, o = torch.addmm(torch.addmm(b, x, U), h, W).chunk(4, 1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
        return h, c

    return (elman, (zero,)) if work["cell"] == "RNN" else (lstm, (zero, zero))


def fused(work, values):
    import torch

    x, W, U, b = values
    layer = getattr(torch.nn, work["cell"])(work["inputs"], work["hidden"])
    with torch.no_grad():
        layer.weight_hh_l0.copy_(W.t())
        layer.weight_ih_l0.copy_(U.t())
        layer.bias_ih_l0.copy_(b)
        layer.bias_hh_l0.zero_()
    layer.bias_hh_l0.requires_grad_(False)  # ours has one bias
    wanted = [layer.weight_hh_l0, layer.weight_ih_l0, layer.bias_ih_l0]

    def gradient():
        _, last = layer(x)
        h = last[0] if work["cell"] == "LSTM" else last
        dW, dU, db = torch.autograd.grad((h * h).mean(), wanted)
        return dW.t(), dU.t(), db

    return gradient


WAYS = {"loop": looped, "fused": fused, "segments": in_segments}


# What OpenBLAS takes on processors newer than itself: kernels without AVX, which have a quarter of the speed or less.
SLOW_CORES = ("Katmai", "Coppermine", "Northwood", "Prescott", "Banias", "Core2", "Penryn", "Nehalem")


def openblas_path():
    """The OpenBLAS that torch has loaded, or None if it has another BLAS."""
    try:
        with open("/proc/self/maps") as maps:
            paths = [line.split()[-1] for line in maps if "openblas" in line]
    except OSError:
        return None
    return next((path for path in paths if "libopenblas" in os.path.basename(path)), None)


def openblas_core(path):
    import ctypes

    if path is None:
        return "unknown"
    corename = ctypes.CDLL(path).openblas_get_corename
    corename.restype = ctypes.c_char_p
    return corename().decode()


def core_type():
    """The best kernels that this processor can run, or None if it has no AVX2."""
    with open("/proc/cpuinfo") as file:
        flags = next((line for line in file if line.startswith("flags")), "").split()
    if {"avx512f", "avx512dq", "avx512bw", "avx512vl"} <= set(flags):
        return "SkylakeX"
    return "Haswell" if {"avx2", "fma"} <= set(flags) else None


main()
