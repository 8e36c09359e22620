"""A formula's text to its tree, by recursive descent, bounded in length and so in depth.

formula    := both ("or" both)*
both       := contrary ("and" contrary)*
contrary   := "not" contrary | comparison
comparison := sum [("==" | "!=" | "<" | "<=" | ">" | ">=") sum | "in" "[" sum ("," sum)* "]"]
sum        := part (("+" | "-") part)*
part       := number | "-" number | text | "true" | "false" | name
                 | name "(" [formula ("," formula)*] ")" | "(" formula ")"
"""

from datetime import date, time
from typing import Final

from ivr.flow.expression.errors import Malformed
from ivr.flow.expression.lexer import Token, tokens
from ivr.flow.expression.syntax import Apply, Binary, Expression, Literal, Not, OneOf, Variable
from ivr.flow.expression.values import Type

MAX_PARTS: Final = 50
"""How many signs, brackets and calls a formula may have: it bounds the tree's depth too."""

RESERVED: Final = frozenset({"and", "or", "not", "in", "true", "false"})
"""Words that cannot be the name of a variable."""

_COMPARISONS: Final = frozenset({"==", "!=", "<", "<=", ">", ">="})


def parse(formula: str) -> Expression:
    """Read a formula.

    Raises:
        Malformed: it cannot be read; the error says where.
    """
    return _Parser(tokens(formula)).whole()


class _Parser:
    def __init__(self, words: list[Token]) -> None:
        self._words = words
        self._at = 0
        self._parts = 0

    def whole(self) -> Expression:
        if self._here.kind == "end":
            raise Malformed(0, "the formula is empty")
        tree = self._formula()
        if self._here.kind != "end":
            raise Malformed(self._here.at, f"{self._here.text!r} was not expected here")
        return tree

    # --- words ---

    @property
    def _here(self) -> Token:
        return self._words[self._at]

    def _take(self) -> Token:
        word = self._here
        self._at += 1
        return word

    def _taken(self, *texts: str) -> Token | None:
        word = self._here
        return self._take() if word.kind in ("sign", "name") and word.text in texts else None

    def _need(self, sign: str) -> None:
        if self._taken(sign) is None:
            raise Malformed(self._here.at, f"{sign!r} was expected here")

    def _count(self, at: int) -> None:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise Malformed(at, f"more than {MAX_PARTS} parts", "use several nodes")

    # --- grammar ---

    def _formula(self) -> Expression:
        self._count(self._here.at)
        tree = self._both()
        while word := self._taken("or"):
            self._count(word.at)
            tree = Binary(at=word.at, operator="or", left=tree, right=self._both())
        return tree

    def _both(self) -> Expression:
        tree = self._contrary()
        while word := self._taken("and"):
            self._count(word.at)
            tree = Binary(at=word.at, operator="and", left=tree, right=self._contrary())
        return tree

    def _contrary(self) -> Expression:
        if word := self._taken("not"):
            self._count(word.at)
            return Not(at=word.at, operand=self._contrary())
        return self._comparison()

    def _comparison(self) -> Expression:
        left = self._sum()
        if word := self._taken(*_COMPARISONS):
            return Binary(at=word.at, operator=word.text, left=left, right=self._sum())
        if word := self._taken("in"):
            self._need("[")
            items = [self._sum()]
            while self._taken(","):
                items.append(self._sum())
            self._need("]")
            return OneOf(at=word.at, operand=left, items=tuple(items))
        return left

    def _sum(self) -> Expression:
        tree = self._part()
        while word := self._taken("+", "-"):
            self._count(word.at)
            tree = Binary(at=word.at, operator=word.text, left=tree, right=self._part())
        return tree

    def _part(self) -> Expression:
        word = self._take()
        if word.kind == "number":
            return _number(word.at, word.text)
        if word.text == "-" and self._here.kind == "number":
            return _number(word.at, f"-{self._take().text}")
        if word.kind == "text":
            return Literal(at=word.at, type=Type.TEXT, value=word.text[1:-1])
        if word.text in ("true", "false"):
            return Literal(at=word.at, type=Type.YES_NO, value=word.text == "true")
        if word.kind == "name" and word.text not in RESERVED:
            return self._named(word)
        if word.text == "(":
            tree = self._formula()
            self._need(")")
            return tree
        what = repr(word.text) if word.text else "the end"
        raise Malformed(word.at, f"{what} was not expected here", "a value or a name is missing")

    def _named(self, word: Token) -> Expression:
        if not self._taken("("):
            return Variable(at=word.at, name=word.text)
        arguments: list[Expression] = []
        if not self._taken(")"):
            arguments.append(self._formula())
            while self._taken(","):
                arguments.append(self._formula())
            self._need(")")
        return _moment(word, arguments) or Apply(
            at=word.at, function=word.text, arguments=tuple(arguments)
        )


def _number(at: int, text: str) -> Literal:
    return Literal(at=at, type=Type.NUMBER, value=float(text) if "." in text else int(text))


def _moment(word: Token, arguments: list[Expression]) -> Literal | None:
    """Return what `date("2026-12-24")` and `time("08:30")` stand for."""
    if word.text not in ("date", "time"):
        return None
    match arguments:
        case [Literal(type=Type.TEXT, value=str() as written)]:
            try:
                if word.text == "date":
                    day = date.fromisoformat(written)
                    return Literal(at=word.at, type=Type.DATE, value=day)
                clock = time.fromisoformat(written).replace(tzinfo=None)
                return Literal(at=word.at, type=Type.TIME, value=clock)
            except ValueError as error:
                message = f"{written!r} is not a {word.text}"
                raise Malformed(word.at, message, _FORMS[word.text]) from error
    raise Malformed(word.at, f"{word.text} takes one text", _FORMS[word.text])


_FORMS: Final = {"date": 'like date("2026-12-24")', "time": 'like time("08:30")'}
