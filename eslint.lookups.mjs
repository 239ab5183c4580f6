/** A lint rule: no plain object is asked for a key that is only known at run time, for it has more keys than it was given. */
import ts from "typescript";

const isOurs = (type) =>
  type.isUnion()
    ? type.types.every(isOurs)
    : (type.flags & (ts.TypeFlags.StringLiteral | ts.TypeFlags.NumberLike | ts.TypeFlags.ESSymbolLike)) !== 0 ||
      (type.flags & (ts.TypeFlags.EnumLike | ts.TypeFlags.Index)) !== 0;

export const lookups = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      foreign: "A plain object has every key of Object.prototype: look up with own(), or in a Map.",
    },
  },
  create(context) {
    const { program, esTreeNodeToTSNodeMap } = context.sourceCode.parserServices;
    const checker = program.getTypeChecker();
    const isOursAt = (node) => isOurs(checker.getTypeAtLocation(esTreeNodeToTSNodeMap.get(node)));
    const report = (node) => context.report({ node, messageId: "foreign" });
    return {
      MemberExpression(node) {
        const isDeleted = node.parent.type === "UnaryExpression" && node.parent.operator === "delete";
        if (node.computed && !isDeleted && !isOursAt(node.property)) report(node);
      },
      'BinaryExpression[operator="in"]'(node) {
        if (node.left.type !== "PrivateIdentifier" && !isOursAt(node.left)) report(node);
      },
    };
  },
};
