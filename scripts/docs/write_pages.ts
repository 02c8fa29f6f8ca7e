// Writes the pages of docs/reference/.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FOLDER, PAGES } from './pages';
import { PROJECT } from './project';

export async function writePages(): Promise<void> {
  mkdirSync(join(PROJECT, FOLDER), { recursive: true });
  for (const [name, make] of Object.entries(PAGES)) {
    writeFileSync(join(PROJECT, FOLDER, name), await make());
    console.log(`${FOLDER}/${name}`);
  }
}
