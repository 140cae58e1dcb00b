"""How large a GraphQL document may be, looked at before it is validated.

Validation compares fields with each other and follows fragments wherever they are spread, so a small
document can keep it busy for ever. Here each definition is measured once, whatever spreads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)
from strawberry.extensions import SchemaExtension

from server.graphql.connections import LARGEST_PAGE
from server.graphql.errors import RequestError
from server.settings import Settings

_PAGE_SIZES: Final = ("first", "last")
_UNDECLARED: Final = 50
"""Entries, at most, of a page whose usual size the schema leaves to the list: 20, of concepts 50."""
_MANY: Final = 1_000_000
"""Larger numbers are not told: some have thousands of digits."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How large a document, or a part of it, is once its fragments are in the places that spread them.

    Args:
        depth: nesting of fields.
        fields: fields that are selected.
        cost: values that the answer may hold: a field counts for each entry of the pages it stands in.
        aliases: fields that are given another name.
        directives: directives on fields and fragments.
    """

    depth: int = 0
    fields: int = 0
    cost: int = 0
    aliases: int = 0
    directives: int = 0

    def beside(self, other: Extent) -> Extent:
        """Both, next to each other."""
        return Extent(
            max(self.depth, other.depth),
            self.fields + other.fields,
            self.cost + other.cost,
            self.aliases + other.aliases,
            self.directives + other.directives,
        )


class DocumentLimits(SchemaExtension):
    """Refuses documents over a limit between parsing and validation.

    Args:
        settings: the limits.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def on_validate(self) -> Iterator[None]:
        """Measure the document; one over a limit is not validated."""
        context = self.execution_context
        if context.graphql_document is not None:
            schema: GraphQLSchema = context.schema._schema  # noqa: SLF001 - strawberry has no other way to it
            extent = measured(context.graphql_document, schema, context.variables or {})
            try:
                check(extent, self._settings)
            except RequestError as error:
                context.pre_execution_errors = [GraphQLError(str(error), original_error=error)]
        yield


def check(extent: Extent, settings: Settings) -> None:
    """Let a document pass only within the limits.

    Raises:
        RequestError: it is over one of them.
    """
    depth, fields = settings.graphql_depth, settings.graphql_fields
    aliases, directives = settings.graphql_aliases, settings.graphql_directives
    for code, words, size, limit, cure in (
        ("document-too-deep", "nests fields {} deep", extent.depth, depth, "ask for less at a time"),
        ("too-many-fields", "selects {} fields", extent.fields, fields, "leave fields out"),
        ("too-many-aliases", "has {} aliases", extent.aliases, aliases, "send several requests"),
        ("too-many-directives", "has {} directives", extent.directives, directives, "use fewer"),
        ("too-costly", "may give {} values", extent.cost, settings.graphql_cost, "ask for smaller pages"),
    ):
        if size > limit:
            told = words.format(f"{size:,}" if size < _MANY else f"over {_MANY:,}")
            raise RequestError(code, f"The document {told}; {limit:,} are possible: {cure}.")


def measured(document: DocumentNode, schema: GraphQLSchema, variables: Mapping[str, Any]) -> Extent:
    """The extent of all operations of a document, and of fragments that none of them spreads.

    Args:
        document: parsed, not validated: what it names need not exist.
        schema: tells the usual size of pages.
        variables: their values; one that gives no size of a page counts as the largest.
    """
    return _Measure(document, schema, variables).whole()


class _Measure:
    """One document; each fragment is measured once."""

    def __init__(self, document: DocumentNode, schema: GraphQLSchema, variables: Mapping[str, Any]) -> None:
        self._schema = schema
        self._variables = variables
        definitions = document.definitions
        self._operations = [one for one in definitions if isinstance(one, OperationDefinitionNode)]
        self._fragments = {
            one.name.value: one for one in definitions if isinstance(one, FragmentDefinitionNode)
        }
        self._known: dict[str, Extent] = {}

    def whole(self) -> Extent:
        extent = Extent()
        for operation in self._operations:
            root = self._schema.get_root_type(operation.operation)
            extent = extent.beside(self._of_selections(operation.selection_set, root))
            extent = extent.beside(Extent(directives=len(operation.directives or ())))
        loose = [name for name in self._fragments if name not in self._known]
        for name in loose:
            extent = extent.beside(self._of_fragment(name))
        return extent

    def _of_fragment(self, name: str) -> Extent:
        if name not in self._known:
            self._known[name] = Extent()  # a fragment within itself ends here; validation refuses it
            fragment = self._fragments.get(name)
            if fragment is not None:
                kind = self._schema.get_type(fragment.type_condition.name.value)
                own = Extent(directives=len(fragment.directives or ()))
                self._known[name] = own.beside(self._of_selections(fragment.selection_set, kind))
        return self._known[name]

    def _of_selections(self, selections: SelectionSetNode, parent: GraphQLNamedType | None) -> Extent:
        extent = Extent()
        for one in selections.selections:
            if isinstance(one, FieldNode):
                extent = extent.beside(self._of_field(one, parent))
            elif isinstance(one, FragmentSpreadNode):
                extent = extent.beside(self._of_fragment(one.name.value))
            elif isinstance(one, InlineFragmentNode):
                named = one.type_condition
                kind = self._schema.get_type(named.name.value) if named else parent
                extent = extent.beside(self._of_selections(one.selection_set, kind))
            extent = extent.beside(Extent(directives=len(one.directives or ())))
        return extent

    def _of_field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Extent:
        known = parent.fields if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType) else {}
        field = known.get(node.name.value)
        below = Extent()
        if node.selection_set is not None:
            kind = None if field is None else get_named_type(field.type)
            below = self._of_selections(node.selection_set, kind)
        entries = self._page_size(node, 1 if field is None else _usual_size(field))
        return Extent(
            below.depth + 1,
            below.fields + 1,
            1 + entries * below.cost,
            below.aliases + (node.alias is not None),
            below.directives,
        )

    def _page_size(self, node: FieldNode, usual: int) -> int:
        """Entries of a field's page at most; ``usual`` where the document does not say."""
        for argument in node.arguments or ():
            if argument.name.value in _PAGE_SIZES:
                value: object = None
                if isinstance(argument.value, IntValueNode):
                    value = int(argument.value.value)
                elif isinstance(argument.value, VariableNode):
                    value = self._variables.get(argument.value.name.value)
                return min(value, LARGEST_PAGE) if isinstance(value, int) and value > 0 else LARGEST_PAGE
        return usual


def _usual_size(field: GraphQLField) -> int:
    """Entries of a field's page where none is asked for; 1 for a field that has no pages."""
    if "first" not in field.args:
        return 1
    declared = field.args["first"].default_value
    return declared if isinstance(declared, int) else _UNDECLARED
