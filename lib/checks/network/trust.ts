// Whose certificates a scenario believes: the system's authorities, or those of one file.
import { resolve } from 'node:path';
import { perScenario } from './per_scenario';

class Trust {
  #caFile: string | undefined;

  /** PEM file; nobody else is believed from then on. */
  only(file: string): void {
    this.#caFile = resolve(file);
  }

  get caFile(): string | undefined {
    return this.#caFile;
  }
}

export type { Trust };

/** Of a scenario. */
export const trustOf = perScenario(() => new Trust());
