// Features read and matched to steps, without running any: Cucumber's own dry run, with a World that does nothing.
import { Writable } from 'node:stream';
import { type Envelope, loadRunCucumber, type SupportLibrary } from '../../../support/cucumber';
import type { Environment } from '../../environment';

/** Calls `onMessage` with everything, in Cucumber's order. */
export async function compileFeatures(
  paths: readonly string[],
  library: SupportLibrary,
  { cwd, env }: Pick<Environment, 'cwd' | 'env'>,
  onMessage: (message: Envelope) => void,
): Promise<void> {
  const runCucumber = loadRunCucumber();
  const nowhere = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });
  const io = { cwd, env, stdout: nowhere(), stderr: nowhere() };
  await runCucumber(
    {
      sources: { paths: [...paths], defaultDialect: 'en', names: [], order: 'defined', tagExpression: '' },
      support: { ...library, World: class {} } as SupportLibrary,
      runtime: {
        dryRun: true,
        failFast: false,
        filterStacktraces: true,
        parallel: 0,
        retry: 0,
        retryTagFilter: '',
        strict: true,
        worldParameters: {},
      },
      formats: { stdout: 'message', files: {}, publish: false, options: {} },
    },
    io as unknown as Parameters<typeof runCucumber>[1],
    onMessage,
  );
}
