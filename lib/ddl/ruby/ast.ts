// Ruby text as a tree: the constructs DDLs are made of.
import type { RubyFloat } from '../../marshal/values';

export type Node =
  | ValueNode
  | TextNode
  | RegexpNode
  | { readonly type: 'array'; readonly items: readonly Node[]; readonly line: number }
  | HashNode
  | { readonly type: 'variable'; readonly name: string; readonly line: number }
  | { readonly type: 'constant'; readonly name: string; readonly line: number }
  | { readonly type: 'assign'; readonly name: string; readonly value: Node; readonly line: number }
  | CallNode
  | IfNode
  | { readonly type: 'and' | 'or'; readonly left: Node; readonly right: Node; readonly line: number }
  | { readonly type: 'not'; readonly operand: Node; readonly line: number }
  | { readonly type: 'group'; readonly body: readonly Node[]; readonly line: number };

export interface ValueNode {
  readonly type: 'value';
  readonly value: null | boolean | number | RubyFloat;
  readonly line: number;
}

/** A String or a Symbol. */
export interface TextNode {
  readonly type: 'text' | 'symbol';
  readonly parts: readonly (string | Node)[];
  readonly line: number;
}

export interface RegexpNode {
  readonly type: 'regexp';
  readonly parts: readonly (string | Node)[];
  readonly options: number;
  readonly line: number;
}

export interface HashNode {
  readonly type: 'hash';
  readonly pairs: readonly (readonly [Node, Node])[];
  readonly line: number;
}

export interface CallNode {
  readonly type: 'call';
  /** Undefined: a word of the DDL. */
  readonly receiver: Node | undefined;
  readonly name: string;
  readonly args: readonly Node[];
  readonly block?: Block | undefined;
  readonly line: number;
}

export interface IfNode {
  readonly type: 'if';
  readonly condition: Node;
  readonly body: readonly Node[];
  readonly otherwise: readonly Node[];
  readonly line: number;
}

/** `|name|`, or several names for the parts of an Array: `|(key, value), index|`. */
export type BlockParameter = string | readonly BlockParameter[];

export interface Block {
  readonly parameters: readonly BlockParameter[];
  readonly body: readonly Node[];
}

const OPERATOR = /^[^\w[]/;

/** How a message names it: `File.read`, `name`, `+`. */
export function nameOf(node: Node): string {
  switch (node.type) {
    case 'variable':
    case 'constant':
    case 'assign':
      return node.name;
    case 'text':
      return '"…"';
    case 'call':
      if (OPERATOR.test(node.name)) return node.name;
      return node.receiver ? `${receiverName(node.receiver)}.${node.name}` : node.name;
    default:
      return '…';
  }
}

// Long chains are quoted by their end.
function receiverName(node: Node): string {
  return node.type === 'call' && node.receiver ? `….${node.name}` : nameOf(node);
}
