// Writes the pages of docs/reference/, and the examples that are made from the code.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MADE_EXAMPLES } from '../examples/made';
import { FOLDER, PAGES } from './pages';
import { PROJECT } from './project';

export async function writePages(): Promise<void> {
  mkdirSync(join(PROJECT, FOLDER), { recursive: true });
  for (const [name, make] of Object.entries(PAGES)) {
    writeFileSync(join(PROJECT, FOLDER, name), await make());
    console.log(`${FOLDER}/${name}`);
  }
  for (const [path, make] of Object.entries(MADE_EXAMPLES)) {
    writeFileSync(join(PROJECT, path), make());
    console.log(path);
  }
}
