// Runs a fake clock until a promise is settled.
import type { FakeFleet } from './fake_fleet';

/** Gives up after a minute of the fake clock. */
export async function finish<Result>(fake: FakeFleet, work: Promise<Result>): Promise<Result> {
  let over = false;
  const end = (): void => {
    over = true;
  };
  work.then(end, end);
  for (let i = 0; i < 60_000 && !over; i++) await fake.clock.advance(1);
  if (!over) throw new Error('still waiting after a minute');
  return work;
}

/** The error it rejects with. */
export async function fault(fake: FakeFleet, work: Promise<unknown>): Promise<Error> {
  try {
    await finish(fake, work);
  } catch (error) {
    return error as Error;
  }
  throw new Error('no error');
}
