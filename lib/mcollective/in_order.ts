// What an operator of a filter says about two values that have an order (MCollective 2.12, Util).

/** `order` is negative, 0 or positive as the left side compares to the right; undefined for operators without order. */
export function inOrder(operator: string, order: number): boolean | undefined {
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default:
      return undefined;
  }
}
