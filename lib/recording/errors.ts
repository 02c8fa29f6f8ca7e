// Why a recording cannot be read, written or played.

import { CannotTell } from '../checks/verdicts';
import { type FaultDetails, type FaultKind, FleetspecError } from '../errors';

/** The file is no recording, or not one of this format, or too large. */
export class BadRecording extends FleetspecError {
  override readonly code = 'E_BAD_RECORDING';
  override readonly kind = 'usage';

  constructor(path: string, problem: string, cause?: unknown) {
    super(`${path} cannot be played: ${problem}`, {
      remedy: 'record the run again with --record FILE',
      ...(cause !== undefined && { cause }),
    });
  }
}

/** The recording could not be written. */
export class RecordingNotWritten extends FleetspecError {
  override readonly code = 'E_RECORDING_NOT_WRITTEN';
  override readonly kind = 'local';

  constructor(path: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`the recording ${path} could not be written: ${why}`, {
      remedy: 'check the folder, its permissions and the space on the disk',
      cause,
    });
  }
}

/** The feature asks what the recorded run did not ask. */
export class NotRecorded extends CannotTell {
  readonly code = 'E_NOT_RECORDED';
  readonly kind = 'usage';

  constructor(question: string) {
    super(`the recording holds no answer to ${question}`, {
      remedy: 'record the feature as it is now with --record FILE',
    });
  }
}

/** What the recorded run could not find out either. */
export class RecordedDoubt extends CannotTell {
  readonly code: string;
  readonly kind: FaultKind = 'fleet';

  constructor(message: string, code = 'E_RECORDED', details: FaultDetails = {}) {
    super(message, details);
    this.code = code;
  }
}
