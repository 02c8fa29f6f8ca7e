// The map of the collectives as SVG: a line for each node of a small fleet, few lines for many alike.
import { describe, it } from 'node:test';
import { expect } from 'chai';
import { collectivesOf, svgMap } from '../../../../lib/cli/inventory/collective_map';

const nodes = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `web${String(i + 1).padStart(4, '0')}.example.net`);

const mapOf = (names: readonly string[]): string =>
  svgMap(collectivesOf(names.map((name, i) => [name, i < 3 ? ['mcollective', 'uk'] : ['mcollective']])));

const heightOf = (svg: string): number => Number(/height="(\d+)"/.exec(svg)![1]);

describe('the map of a fleet', () => {
  it('has a line for each node as long as a screen can show them', () => {
    const svg = mapOf(nodes(40));
    expect(svg).to.include('>web0001.example.net</text>').and.include('>web0040.example.net</text>');
    expect(svg.match(/<path d=/g)).to.have.length(43);
  });

  it('shows many as those that are in the same collectives, and all in a tooltip', () => {
    const svg = mapOf(nodes(3000));
    expect(svg).to.include('>mcollective (3000)</text>').and.include('>uk (3)</text>');
    expect(svg).to.include('>3: web[0001-0003].example.net<title>');
    expect(svg).to.include(
      '>2997: web[0004-3000].example.net<title>web[0004-3000].example.net</title></text>',
    );
    expect(svg.match(/<path d=/g)).to.have.length(3);
    expect(heightOf(svg)).to.be.below(200);
  });

  it('cuts names that cannot be folded, and escapes them', () => {
    const svg = mapOf(Array.from({ length: 50 }, (_, i) => `a&${'x'.repeat(i + 1)}`));
    expect(svg).to.match(/>47: a&amp;x{4}, [^<]*…<title>/);
    expect(svg).to.include(`a&amp;${'x'.repeat(50)}`);
    expect(svg).to.not.match(/&(?!amp;)/);
  });
});
