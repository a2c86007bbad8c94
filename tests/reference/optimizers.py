#!/usr/bin/env python3
"""Writes optimizers.hpp: parameters after 100 steps of PyTorch's optimisers, one thread, float32.

    pip install torch==2.13.0 && python3 tests/reference/optimizers.py > tests/reference/optimizers.hpp
"""
import torch

N = 19
CASES = {
    "sgd": (torch.optim.SGD, dict(lr=0.05)),
    "sgd_momentum": (torch.optim.SGD, dict(lr=0.02, momentum=0.9, weight_decay=0.1)),
    "sgd_dampening": (torch.optim.SGD, dict(lr=0.02, momentum=0.8, dampening=0.3)),
    "sgd_nesterov": (torch.optim.SGD, dict(lr=0.02, momentum=0.9, nesterov=True)),
    "adam": (torch.optim.Adam, dict(lr=0.05)),
    "adam_decay": (torch.optim.Adam, dict(lr=0.02, betas=(0.8, 0.95), weight_decay=0.1)),
    "adamw": (torch.optim.AdamW, dict(lr=0.05, weight_decay=0.2)),
    "rmsprop": (torch.optim.RMSprop, dict(lr=0.02)),
    "rmsprop_momentum": (torch.optim.RMSprop, dict(lr=0.01, alpha=0.9, momentum=0.5, weight_decay=0.1)),
    "rmsprop_centered": (torch.optim.RMSprop, dict(lr=0.01, centered=True)),
}

print("// Written by optimizers.py with PyTorch", torch.__version__.split("+")[0])
print("#pragma once\n\n#include <vector>\n\nnamespace reference {\n")
for name, (kind, options) in CASES.items():
    start = torch.sin(torch.arange(N, dtype=torch.float64)).float() * 2
    p = start.clone().requires_grad_()
    optimizer = kind([p], **options)
    for _ in range(100):
        optimizer.zero_grad()
        (p * p + torch.cos(3 * p)).sum().backward()
        optimizer.step()
    print(f"inline const std::vector<double> {name}{{{', '.join(f'{v:.9g}' for v in p.detach().tolist())}}};")
schedules = {
    "step_rates": lambda o: torch.optim.lr_scheduler.StepLR(o, 7, 0.5),
    "exponential_rates": lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.9),
    "cosine_rates": lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 20, 0.01),
    "warm_up_rates": lambda o: torch.optim.lr_scheduler.LinearLR(o, 0.25, 1.0, 8),
}
for name, make in schedules.items():
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    schedule, rates = make(optimizer), []
    for _ in range(21):
        rates.append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()
    print(f"inline const std::vector<double> {name}{{{', '.join(f'{v:.12g}' for v in rates)}}};")
print("\n} // namespace reference")
