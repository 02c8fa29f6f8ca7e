// An agent for fleetspecd: each function is an action that own_agent.ddl describes.
import { stat } from 'node:fs/promises';
import { ActionFailed, type Call, defineAgent } from 'fleetspec/agent';

export default defineAgent({
  // Whether a file is there, how large and how old.
  async status({ inputs }: Call<{ path: string }>) {
    const found = await stat(inputs.path).catch(() => undefined);
    if (!found) return { present: false };
    const age = Math.max(0, Math.round((Date.now() - found.mtimeMs) / 1000));
    return { present: true, bytes: found.size, age };
  },

  // Programs get a list of arguments, and no shell sees them. They are ended with the action.
  async usage({ inputs, run }: Call<{ path: string }>) {
    const { code, stdout, stderr } = await run('du', ['-sk', '--', inputs.path]);
    if (code !== 0) throw new ActionFailed(stderr.trim() || `du ended with exit code ${code}`);
    return { kilobytes: Number.parseInt(stdout, 10) };
  },
});
