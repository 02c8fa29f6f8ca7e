// Where a configuration comes from: its file, its format, and the process it is for.
import type { Environment } from '../environment';
import type { ConfigFiles } from './config_files';

export interface ConfigSource {
  /** Undefined when only the environment says where the broker is. */
  readonly file: string | undefined;
  readonly format: 'fleetspec' | 'mcollective';
  readonly worldReadable: boolean;
  readonly environment: Environment;
  readonly files: ConfigFiles;
}
