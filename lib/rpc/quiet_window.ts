// When discovery by broadcast may stop listening. Nobody can know that the last node has answered; this is the bet:
//
// * nobody has answered: listen until the cap;
// * somebody has: until `quietMs` passed without a new answer, and at least until three times the time the slowest
//   answer so far took. On a fast network the first decides, on a slow or loaded one the second;
// * nodes that matched last time (`awaited`) have not all answered: listen until the cap.
//
// A node slower than that is missed by discovery. It is noticed all the same: its answer is counted late, and the next
// call names it (`discoveredLate`). Where missing one is not acceptable, name the nodes, or set quietMs to the cap.

// How many times the slowest answer's time the silence after it must last: 2 + the 1 already passed makes three.
const PATIENCE = 2;

/** All times in milliseconds since the question was sent. */
export class QuietWindow {
  #latest: number | undefined;

  constructor(
    private readonly quietMs: number,
    private readonly capMs: number,
  ) {}

  /** A new node has answered. */
  answered(atMs: number): void {
    this.#latest = Math.max(this.#latest ?? 0, atMs);
  }

  /** Listening ends here unless another answer arrives first. */
  endsAt(awaitingOthers: boolean): number {
    if (this.#latest === undefined || awaitingOthers) return this.capMs;
    return Math.min(this.capMs, this.#latest + Math.max(this.quietMs, PATIENCE * this.#latest));
  }
}
