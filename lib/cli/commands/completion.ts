// fleetspec completion: a script for bash, zsh or fish.
import { KNOWN_AGENTS } from '../../ddl/agents';
import { didYouMean } from '../../util/did_you_mean';
import type { CommandRun } from '../command';
import { bashScript } from '../completion/bash_script';
import { type CompletionModel, completionModel } from '../completion/completion_model';
import { fishScript } from '../completion/fish_script';
import { zshScript } from '../completion/zsh_script';
import { BadValue } from '../errors';
import { COMMANDS } from './index';

const SCRIPTS: Readonly<Record<string, (model: CompletionModel) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

export const run: CommandRun = async ({ args: [shell = ''] }, { display }) => {
  const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
  if (!script) {
    const meant = didYouMean(shell, Object.keys(SCRIPTS));
    throw new BadValue('SHELL', shell, `bash, zsh or fish${meant ? `; did you mean ${meant}?` : ''}`);
  }
  display.line(script(completionModel(COMMANDS, KNOWN_AGENTS)).trimEnd());
  return 0;
};
