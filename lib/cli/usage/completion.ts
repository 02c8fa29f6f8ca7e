// fleetspec completion: its metadata.
import type { CommandUsage } from '../command';

export const completionUsage: CommandUsage = {
  name: 'completion',
  summary: 'print what makes a shell complete commands with Tab',
  description: `Prints a script for the shell, made from the commands, their options, and the agents and actions fleetspec knows itself.
\`source <(fleetspec completion bash)\` makes it so in this shell only. It asks no node and starts no program. The Debian package has it in its place already.`,
  args: [
    { name: 'shell', description: 'bash, zsh or fish', required: true, values: ['bash', 'zsh', 'fish'] },
  ],
  options: [],
  examples: [
    {
      line: 'fleetspec completion bash > ~/.local/share/bash-completion/completions/fleetspec',
      does: 'where bash looks',
    },
    {
      line: 'fleetspec completion zsh > ~/.zfunc/_fleetspec',
      does: 'in a folder of $fpath',
    },
    {
      line: 'fleetspec completion fish > ~/.config/fish/completions/fleetspec.fish',
      does: 'where fish looks',
    },
  ],
  faultExit: 1,
};
