"""PyTorch's side of the comparisons: one thread."""
import time

import torch

torch.set_num_threads(1)


def seconds(f, arguments, least, budget):
    """How long f(*arguments) takes with its gradients by the arguments that want one: `least` calls at least, for `budget` seconds."""
    wanted = [a for a in arguments if torch.is_tensor(a) and a.requires_grad]
    torch.autograd.grad(f(*arguments), wanted)  # warms up
    times, begin = [], time.perf_counter()
    while len(times) < least or time.perf_counter() - begin < budget:
        start = time.perf_counter()
        torch.autograd.grad(f(*arguments), wanted)
        times.append(time.perf_counter() - start)
    return times
