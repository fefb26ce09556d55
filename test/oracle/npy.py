"""Files that numpy.save writes, as base64, with the numbers in them: python test/oracle/npy.py"""

import base64
import io

import golden
import numpy

values = numpy.array([[1.5, -2.25], [0.125, 300.0], [7.0, 6.0e-5]])


def case(name, array, readable=True):
    file = io.BytesIO()
    numpy.save(file, array, allow_pickle=True)
    numbers = numpy.atleast_2d(array.T).T.astype(float).tolist() if readable else None
    return {"name": name, "file": base64.b64encode(file.getvalue()).decode(), "numbers": numbers}


cases = [
    case("float64", values),
    case("float32", values.astype("f4")),
    case("float16", values.astype("f2")),
    case("Fortran order", numpy.asfortranarray(values)),
    case("one column", values[:, :1]),
    case("one axis", values[:, 0]),
    case("int64", numpy.array([3, -4, 2**40])),
    case("uint8", numpy.array([[0, 1], [254, 255], [7, 8]], dtype="u1")),
    case("big-endian", values.astype(">f8"), readable=False),
    case("three axes", values.reshape(3, 2, 1), readable=False),
    case("no axis", numpy.array(3.5), readable=False),
    case("no rows", values[:0], readable=False),
    case("objects", numpy.array(["a", 2.0, None], dtype=object), readable=False),
    case("text", numpy.array(["one", "two", "six"]), readable=False),
    case("complex", values.astype("c16"), readable=False),
    case("records", numpy.zeros(3, dtype=[("a", "f4"), ("b", "i4")]), readable=False),
]
golden.write("npy", cases)
