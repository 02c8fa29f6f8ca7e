// Messages waiting in a queue: a linked list, because selectors take them from the middle.
import type { Message } from './message';

export interface Waiting {
  readonly message: Message;
  readonly redelivered: boolean;
}

interface Node extends Waiting {
  previous: Node | undefined;
  next: Node | undefined;
}

/** Order of arrival; adding and removing take constant time wherever the message is. */
export class MessageList implements Iterable<Waiting> {
  private head: Node | undefined;
  private tail: Node | undefined;
  private lastRedelivered: Node | undefined;

  get first(): Waiting | undefined {
    return this.head;
  }

  append(message: Message): void {
    this.insertAfter(this.tail, { message, redelivered: false, previous: undefined, next: undefined });
  }

  /** Behind earlier ones that came back, before everything else. */
  giveBack(message: Message): void {
    const node = { message, redelivered: true, previous: undefined, next: undefined };
    this.insertAfter(this.lastRedelivered, node);
    this.lastRedelivered = node;
  }

  /** `waiting` must come from this list's iteration; removing it while iterating is fine. */
  remove(waiting: Waiting): void {
    const node = waiting as Node;
    if (node === this.lastRedelivered) this.lastRedelivered = node.previous;
    if (node.previous) node.previous.next = node.next;
    else this.head = node.next;
    if (node.next) node.next.previous = node.previous;
    else this.tail = node.previous;
  }

  *[Symbol.iterator](): Iterator<Waiting> {
    for (let node = this.head; node; node = node.next) yield node;
  }

  private insertAfter(before: Node | undefined, node: Node): void {
    node.previous = before;
    node.next = before ? before.next : this.head;
    if (node.next) node.next.previous = node;
    else this.tail = node;
    if (before) before.next = node;
    else this.head = node;
  }
}
