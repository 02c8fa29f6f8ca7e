// The remarks of one consumer on an output, as lines.
import { type Consumer, viewOf } from '../../../../lib/nagios/lint/lint_output';
import type { PluginOutput, View } from '../../../../lib/nagios/lint/plugin_output';

export type Ending = Partial<Omit<PluginOutput, 'stdout'>> & { readonly killed?: true };

export function viewed(consumer: Consumer, stdout: string, ending: Ending = {}): View {
  const { stderr = '', exitCode = 0, killed } = ending;
  return viewOf(consumer, { stdout, stderr, exitCode: killed ? undefined : exitCode });
}

/** `error: …`, `warning: …`. */
export function remarksOf(consumer: Consumer, stdout: string, ending: Ending = {}): string[] {
  return viewed(consumer, stdout, ending).remarks.map(({ weight, text }) => `${weight}: ${text}`);
}
