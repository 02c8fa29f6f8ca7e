// Every sentence on the pages of docs/checks is one that fleetspec knows, and exactly one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { collectSteps } from '../../scripts/docs/step_catalogue';
import { PROJECT } from './toy_site';

const FOLDER = join(PROJECT, 'docs/checks');

function sentences(page: string): string[] {
  const text = readFileSync(join(FOLDER, page), 'utf8');
  const blocks = [...text.matchAll(/^```gherkin\n([\s\S]*?)^```$/gm)].map(match => match[1]!);
  const lines = blocks.flatMap(block => block.split('\n').map(line => line.trim()));
  return lines
    .filter(line => /^(Given|When|Then|And|But) /.test(line))
    .map(line => line.replace(/^\w+ /, ''));
}

describe('the pages of docs/checks', () => {
  for (const page of readdirSync(FOLDER)) {
    it(page, async () => {
      const steps = await collectSteps();
      const found = sentences(page).map(
        text => [text, steps.filter(step => step.match(text)).map(step => step.pattern)] as const,
      );
      expect(found.filter(([, patterns]) => patterns.length !== 1)).to.deep.equal([]);
      expect(found).not.to.deep.equal([]);
    });
  }
});
