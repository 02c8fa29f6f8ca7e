// The pages about network and queues: every sentence on them is a step, and just one.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { loadSupportLibrary } from '../../lib/runner/support_library';
import { PROJECT } from './toy_site';

function sentencesOf(text: string): string[] {
  const blocks = [...text.matchAll(/^```gherkin\n([\s\S]*?)^```$/gm)].map(match => match[1]!);
  const steps = blocks.flatMap(block => block.trim().split('\n'));
  return steps.map(step => step.trim().replace(/^(?:Given|When|Then|And|But) /, ''));
}

describe('sentences of the pages and features', () => {
  for (const file of ['docs/checks/network.md', 'docs/checks/queues.md']) {
    it(`${file} are steps`, async () => {
      const { stepDefinitions } = await loadSupportLibrary(PROJECT);
      const sentences = sentencesOf(readFileSync(join(PROJECT, file), 'utf8'));
      expect(sentences).to.have.length.above(10);
      for (const sentence of sentences) {
        const fitting = stepDefinitions.filter(({ expression }) => expression.match(sentence));
        expect(
          fitting.map(({ pattern }) => String(pattern)),
          sentence,
        ).to.have.length(1);
      }
    });
  }
});
