// The settings of one agent, as its program reads them.

/** Those of the node's plugin settings that begin with the agent's name, without it. */
export function agentSettings(
  plugins: Readonly<Record<string, string>>,
  agent: string,
): Readonly<Record<string, string>> {
  const own = Object.entries(plugins).filter(([name]) => name.startsWith(`${agent}.`));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(agent.length + 1), value]));
}

/** `key = value` lines. */
export function configText(settings: Readonly<Record<string, string>>): string {
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value.replaceAll('\n', ' ')}\n`);
  return lines.join('');
}
