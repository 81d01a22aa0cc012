r"""What is drawn from: edges of sizes and numbers, and letters at which programs stumble. None of it knows a program.

Sizes come from powers of two and of ten with their neighbours, since fields, buffers and columns have such sizes;
numbers from those of the usual widths and of what a double can hold; letters from every class of Unicode that is
treated apart somewhere, and from the signs that mean something to shells, SQL, templates, paths and markup.
"""

from conformance.fuzz.dice import Dice
from conformance.fuzz.values import Value

_POWERS = (*(2**n for n in range(17)), 10, 100, 1000, 10_000, 50_000)
SIZES = tuple(sorted({size for power in _POWERS for size in (power - 1, power, power + 1)}))
"""Numbers of characters, from 0 to 65,537."""
SMALL_SIZES = tuple(size for size in SIZES if size <= 1025)
DEPTHS = (*(size for size in SIZES if 0 < size <= 4097), 5000)
_SHALLOW = tuple(range(1, 9))
COUNTS = tuple(size for size in SIZES if 0 < size <= 1025)
PLACES = (*range(64), *(size for size in SIZES if size > 64))

CONTROLS = ("\0", "\0", "\0", "\x01", "\t", "\n", "\r\n", "\x0b", "\x1b", "\x1f", "\x7f", "\x80", "\x85", "\x9f")
SURROGATES = ("\ud800", "\udbff", "\udc00", "\udfff", "\udc80", "\udc00\ud800")
WIDE_LETTERS = (
    *("\xe9", "e\u0301", "\u0301", "\xdf", "\u0130", "\u0131", "\u212a", "\ufb03", "\u01c5", "\uff21", "\uff10"),
    *("\u0661", "\xb2", "\u2028", "\u3000", "\xa0", "\xad", "\u200b", "\u200d", "\u202e", "\u2066", "\ufeff"),
    *("\ufffd", "\ufffe", "\uffff", "\ue000", "\u4e2d", "\u05d0", "\u0627", "\U0001f600", "\U0001f468\u200d\U0001f469"),
    *("\U0010ffff", "\U000e0041", "\U0001d7d8", "\u0e33", "\u1100\u1161"),
)
_OFTEN = r"""' " \ % < ' [ {"""
_SOMETIMES = r"""
' " \ / // ../ % %00 %s%n %2e ${x} {{7*7}} #{x} ` | ; & = + , : * ? < > <!-- -- $ ~ ^ @ # ( ) [ ] { } - _
\u0000 \x00 &#0; 0x 1e9 -1 0 true null NaN ''=' %0d%0a ]]> */ && .. http://[ ://a:b/ urn:
"""
SIGNS = (*_OFTEN.split(), *_SOMETIMES.split(), " ", "  ", "' or ''='")
LISTS = ("a ", "a,", "a;", "a:", "a.", "a/", "a|", "a\n", "a\t", "a=", "a&", "a\u3000", "1,", "[a]", "a b,")
"""Words with what separates them: drawn in some length they are lists."""
PLAIN = ("a", "A", "Az", "a1", "z", "0", "abc-", "x.")
LETTERS = (PLAIN, PLAIN, CONTROLS, SURROGATES, WIDE_LETTERS, SIGNS, LISTS)
"""Kinds of letters; each kind is drawn as often as the others, however many there are of it."""

_WIDTHS = (7, 8, 15, 16, 24, 31, 32, 52, 53, 62, 63, 64, 65, 127, 128, 256, 1023, 1024)
INTEGERS = (
    *("0", "1", "-1", "-0", "2", "9", "10", "99", "100", "999", "1000"),
    *(str(sign * (2**width + more)) for width in _WIDTHS for more in (-1, 0, 1) for sign in (1, -1)),
)
FLOATS = (
    *("0.0", "-0.0", "0.1", "0.5", "1.5", "-1.5", "1.0", "1e0", "1E+2", "1e-2", "0e0", "-0e-0", "1e15", "1e16", "1e18"),
    *("1e19", "1e20", "1e21", "1e22", "1e23", "1e37", "1e38", "1e39", "1e307", "1e308", "1e309", "1e400", "-1e400"),
    *("1e-45", "1e-46", "1e-307", "1e-308", "5e-324", "1e-324", "1e-400", "2.2250738585072011e-308"),
    *("1.7976931348623157e308", "1.7976931348623159e308", "1e4932", "1e9999", "1e-9999", "1e99999", "1e2147483648"),
    *("0.30000000000000004", "9007199254740993.0", "18446744073709551616.0", "123456789.123456789", "1e9999999999"),
    *(f"0.{'3' * 17}", f"0.{'0' * 400}1", f"1{'0' * 400}", f"-1{'0' * 400}", f"1.{'0' * 400}"),
)
DIGITS = tuple(size for size in SIZES if 17 <= size <= 10_001)
WORDS = ("null", "true", "false", "[]", "{}")
NESTED_WORDS = ("[null]", "[{}]", "[[]]", '[""]', '{"a":null}', '{"":0}')
TYPES: tuple[Value, ...] = (
    *(("literal", text) for text in (*WORDS, *NESTED_WORDS, "0", "-1", "1.5")),
    *(("text", "a", 0), ("text", "a", 1), ("text", "1", 1), ("wide", "[", 1), ("wide", "{", 1), ("wide", "[", 2)),
    *(("nested", "[{", 2), ("nested", "{[", 2), ("nested", "[", 2), ("nested", "{", 2)),
)
"""One of each type, and of each type in another one."""
_BROKEN = r"""
NaN Infinity -Infinity undefined None True NULL nil a 'a' `a` 01 -01 00 +1 - 1. .5 -.5 1e 1e+ 1.e1 0x1 0b1 0o7 1_000
1,5 1L 1n --1 0e " "a a" "\" "\x41" "\u" "\u12" "\u{41}" "\uD8zz" "\a" "\0" "\'" "a""b" [ ] { } [,] [1,] [,1] {,} {"a"}
{"a":} {"a":1,} {a:1} {'a':1} {1:1} {"a",1} [} {] /**/1 1// <1> function(){} (1) !!null &a *a $1 @ \u0061
"""
BROKEN = (
    *_BROKEN.split(),
    *("", "[1 2]", '{"a" 1}', '"a" "b"', "new Date()", '"\n"', '"\t"', '"\0"', "\u0661", "\uff11", "\x0b1", "\xa01"),
)
BRACKETS = ("[", "{", "[{", "{[", "[[{", "{{[")


def letters(dice: Dice) -> str:
    """Draw one or two letters of kinds of their own, or eight of one kind, or any letter at all."""
    if dice.is_one_in(6):
        # by way of the letter a, so that the first draw is a plain one
        return chr((dice.below(0x110000) + ord("a")) % 0x110000)
    count, kind = dice.of((1, 1, 2, 8)), dice.of(LETTERS)
    drawn = [dice.of(kind if count != 2 else dice.of(LETTERS)) for _ in range(count)]
    # two halves of a surrogate pair that meet are one letter, in a file as on the wire
    return "".join(drawn).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def text(dice: Dice) -> tuple[str, int]:
    """Draw letters and how many characters there are to be of them."""
    return letters(dice), dice.of(SIZES)


def short_text(dice: Dice) -> tuple[str, int]:
    """Draw letters, and a size up to 1,025."""
    return letters(dice), dice.of(SMALL_SIZES)


def plain_text(dice: Dice) -> tuple[str, int]:
    """Draw what nobody has a reason to stumble at."""
    return dice.of(PLAIN), dice.below(129)


def string(dice: Dice) -> Value:
    """Draw a string."""
    return (dice.of(("text", "text", "raw")), *text(dice))


def number(dice: Dice) -> Value:
    """Draw a number."""
    which = dice.below(5)
    return ("digits", dice.of(DIGITS)) if which == 4 else ("literal", dice.of(INTEGERS if which < 2 else FLOATS))


def container(dice: Dice) -> Value:
    """Draw arrays and objects: deep ones, endless ones, wide ones."""
    which = dice.below(4)
    if which == 3:
        return ("wide", dice.of("[{"), dice.of(COUNTS))
    return ("unclosed" if which == 2 else "nested", dice.of(BRACKETS), dice.of(dice.of((_SHALLOW, DEPTHS))))


def value(dice: Dice) -> Value:
    """Draw a JSON value of any kind, or what is none."""
    which = dice.below(12)
    if which < 4:
        return string(dice)
    if which < 6:
        return number(dice)
    if which < 8:
        return container(dice)
    return dice.of(TYPES) if which < 11 else ("literal", dice.of(BROKEN))


def plain_value(dice: Dice) -> Value:
    """Draw a JSON value that nobody has a reason to stumble at."""
    which = dice.below(4)
    if which == 0:
        return ("text", *plain_text(dice))
    if which == 1:
        return (dice.of(("nested", "wide")), dice.of("[{"), 1 + dice.below(4))
    return ("literal", dice.of(WORDS if which == 2 else INTEGERS[:11]))
