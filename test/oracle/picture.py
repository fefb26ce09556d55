"""The picture by formula that golden files and tests share: `picture` of test/support/picture.ts gives the same bytes."""

import numpy


def picture(width, height):
    """Gradients with edges and 32-bit hash noise: (height, width, 3) bytes."""
    y, x, c = numpy.meshgrid(numpy.arange(height), numpy.arange(width), numpy.arange(3), indexing="ij")
    mixed = (x * 374761393 + y * 668265263 + c * 2246822519) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 13)) * 1274126177) & 0xFFFFFFFF
    noise = (mixed ^ (mixed >> 16)) & 0x3F
    gradient = (x * 255 // width + y * (c + 1)) % 192
    edge = numpy.where((x // 11 + y // 7) % 5 == 0, 255, 0)
    return numpy.where(edge > 0, edge - noise * (c == 1), gradient + noise).astype(numpy.uint8)
