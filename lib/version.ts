// The version of this package, read once from package.json (esbuild inlines it in bundles).
import { version } from '../package.json';

export const VERSION: string = version;
