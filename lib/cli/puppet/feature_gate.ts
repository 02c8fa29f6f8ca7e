// A feature as the gate of a roll-out: run in this process as `fleetspec check` runs it, changing nothing.
import type { GateAnswer } from '../../rollout/gate';
import type { CommandInput, CommandIo } from '../command';
import type { Display } from '../display';

const STATUS: readonly GateAnswer['status'][] = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'];

/** Never rejects for what the feature does: a fault of it is UNKNOWN. */
export async function askFeature(
  feature: string,
  { options }: CommandInput,
  io: CommandIo,
): Promise<GateAnswer> {
  const { run } = await import('../commands/check');
  const lines: string[] = [];
  const display: Display = { ...silentDisplay, line: text => void lines.push(text ?? '') };
  // Its time begins now, not when this program did.
  const environment = Object.create(io.environment, { startedAt: { value: undefined } });
  const { config, gateParam } = options;
  const asked = {
    ...(config !== undefined && { config }),
    ...(gateParam !== undefined && { param: gateParam }),
  };
  const code = await run(
    { command: 'check', args: [feature], options: asked },
    { ...io, environment, display },
  );
  const [first = ''] = lines.join('\n').split('\n');
  return { status: STATUS[code] ?? 'UNKNOWN', text: first.split('|')[0]!.trim() };
}

const silentDisplay: Display = {
  line: () => {},
  notice: () => {},
  progress: () => {},
  progressEnd: () => {},
  colour: false,
  columns: 80,
};
