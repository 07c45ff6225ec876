#!/usr/bin/env python3
"""Writes sim/core/ziggurat.c: the layers of the exponential and the normal density.

    python3 bench/ziggurat_table.py > sim/core/ziggurat.c

256 layers of equal area v under f(x) = exp(-x) and f(x) = exp(-x^2 / 2) (Marsaglia and
Tsang, The Ziggurat Method for Generating Random Variables, J. Stat. Software 5(8),
2000). With r the right end of the base layer's box,

    v = r f(r) + integral of f from r on
    X[0] = v / f(r)  (the base layer as one box, its tail included),  X[1] = r,
    X[i + 1] = f^-1(f(X[i]) + v / X[i]),  X[256] = 0.

r is the value for which f reaches 1 after the last layer: found by bisection in decimal
arithmetic of 50 digits, so the doubles printed are correctly rounded.
"""
from decimal import Decimal, getcontext, ROUND_FLOOR

getcontext().prec = 50
LAYERS = 256

DENSITIES = {
    # name: f, its inverse, the integral from r on, bits of the uniform number, r lies in
    'exponential': (lambda x: (-x).exp(), lambda y: -y.ln(), lambda r: (-r).exp(),
                    53, (7, 8)),
    'normal': (lambda x: (-x * x / 2).exp(), lambda y: (-2 * y.ln()).sqrt(),
               lambda r: normal_tail(r), 52, (3, 4)),
}


def normal_tail(r):
    """Integral of exp(-x^2 / 2) from r on: Laplace's continued fraction."""
    fraction = r
    for n in range(600, 0, -1):
        fraction = r + n / fraction
    return (-r * r / 2).exp() / fraction


def edges(r, f, inverse, tail):
    """X[0..255], and what f exceeds 1 by at the top (bisection drives it to 0)."""
    v = r * f(r) + tail(r)
    x = [v / f(r), r]
    while len(x) < LAYERS:
        y = f(x[-1]) + v / x[-1]
        if y >= 1:
            return x, Decimal(1)
        x.append(inverse(y))
    return x, f(x[-1]) + v / x[-1] - 1


def solve(f, inverse, tail, low, high):
    low, high = Decimal(low), Decimal(high)
    for _ in range(130):
        middle = (low + high) / 2
        if edges(middle, f, inverse, tail)[1] > 0:
            low = middle  # too much area: r further out
        else:
            high = middle
    return edges(high, f, inverse, tail)[0] + [Decimal(0)]


def print_table(name):
    f, inverse, tail, bits, (low, high) = DENSITIES[name]
    x = solve(f, inverse, tail, low, high)
    print(f'const struct ziggurat_layer ziggurat_{name}[ZIGGURAT_LAYERS] = {{')
    cells = []
    for i in range(LAYERS):
        inside = int((x[i + 1] / x[i] * 2**bits).to_integral_value(ROUND_FLOOR))
        scale = float(x[i] / 2**bits).hex()
        cells.append(f'{{{inside:#x}, {scale}}},')
    for i in range(0, LAYERS, 2):
        print('    ' + ' '.join(cells[i:i + 2]))
    print('};')


print('''/* ziggurat.c - the layers of the exponential and the normal density; see ziggurat.h.
 *
 * Written by bench/ziggurat_table.py, which explains the numbers; not edited by hand.
 */
#include "sim/core/ziggurat.h"
''')
print_table('exponential')
print()
print_table('normal')
