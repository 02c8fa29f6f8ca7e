// Every link between our pages leads somewhere, to the heading it names, and every page is listed in the README.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { expect } from 'chai';

const ROOT = join(__dirname, '../..');
const FOLDERS = ['docs', 'examples', 'features', 'test/lab'];

/** Pages, relative to the project. */
const PAGES = [
  'README.md',
  'CHANGELOG.md',
  ...FOLDERS.flatMap(folder =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.md') && !name.includes('node_modules'))
      .map(name => join(folder, name)),
  ),
];

interface Link {
  readonly from: string;
  /** As written, for the message. */
  readonly to: string;
  /** Relative to the project. */
  readonly path: string;
  readonly heading: string;
}

const read = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

const withoutCode = (text: string): string =>
  text
    .replace(/^(```+)[\s\S]*?^\1$/gm, '')
    .replace(/^ {4}.*$/gm, '')
    .replace(/`[^`\n]*`/g, '');

/** Links to our own files. */
function linksOf(page: string): Link[] {
  return [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(match => match[1]!)
    .filter(to => !/^[a-z]+:/.test(to))
    .map(to => {
      const [file = '', heading = ''] = to.split('#');
      return { from: page, to, path: file === '' ? page : join(dirname(page), file), heading };
    });
}

// As the usual viewers of Markdown name them.
function headingsOf(page: string): string[] {
  const seen = new Map<string, number>();
  return [
    ...read(page)
      .replace(/^(```+)[\s\S]*?^\1$/gm, '')
      .matchAll(/^#+ +(.+)$/gm),
  ].map(([, text]) => {
    const slug = text!
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  });
}

describe('links between pages', () => {
  const links = PAGES.flatMap(linksOf);

  it('are there to be tried', () => {
    expect(links.length).to.be.greaterThan(200);
  });

  it('lead to files that are there', () => {
    const dead = links.filter(({ path }) => !existsSync(join(ROOT, path)));
    expect(dead.map(({ from, to }) => `${from} → ${to}`)).to.deep.equal([]);
  });

  it('lead to headings that are there', () => {
    const dead = links.filter(
      ({ path, heading }) =>
        heading !== '' &&
        path.endsWith('.md') &&
        existsSync(join(ROOT, path)) &&
        !headingsOf(path).includes(heading),
    );
    expect(dead.map(({ from, to }) => `${from} → ${to}`)).to.deep.equal([]);
  });

  it('lead from the README to every page of docs', () => {
    const listed = new Set(linksOf('README.md').map(({ path }) => relative('.', path)));
    const missing = PAGES.filter(page => page.startsWith('docs/') && !listed.has(page));
    expect(missing).to.deep.equal([]);
  });
});
