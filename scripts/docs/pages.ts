// The pages of docs/reference/ and what makes them.
import { agentsPage } from './agents_page';
import { commandsPage } from './commands_page';
import { configurationPage } from './configuration_page';
import { errorsPage } from './errors_page';
import { pluginsPage } from './plugins_page';
import { stepsPage } from './steps_page';

export const FOLDER = 'docs/reference';

export const PAGES: Readonly<Record<string, () => string | Promise<string>>> = {
  'commands.md': commandsPage,
  'configuration.md': configurationPage,
  'steps.md': stepsPage,
  'agents.md': agentsPage,
  'plugins.md': pluginsPage,
  'errors.md': errorsPage,
};
