#!/usr/bin/env node
// check_backup: is there a backup in a folder, is it young enough, and is it as large as backups are?
// A plugin of one's own on `fleetspec/nagios`: options, ranges, --extra-opts, deadline and output come from there.
const { readdirSync, statSync } = require('node:fs');
const { join } = require('node:path');
const { findings, measureOptions, measurePerfdata, runPlugin, verdict } = require('fleetspec/nagios');

/** @typedef {{ name: string, ageSeconds: number, bytes: number }} Backup */

/** @type {import('fleetspec/nagios').Measure<Backup>[]} */
const MEASURES = [
  {
    option: 'age',
    main: true, // also -w and -c
    kind: 'limit', // a bare 90000 alerts from 90000 on; ranges work as well
    description: 'seconds since the newest backup was written',
    label: 'age',
    unit: 's',
    always: true, // in performance data without thresholds, too
    needed: true, // told even when nobody gave it thresholds
    value: backup => backup.ageSeconds,
    words: value => `is ${Math.round(value)} s old`,
    unknown: 'has no age',
  },
  {
    option: 'size',
    kind: 'range', // 1000000: alerts below a megabyte
    description: 'bytes of the newest backup',
    label: 'size',
    unit: 'B',
    always: true,
    value: backup => backup.bytes,
    words: value => `has ${value} bytes`,
    unknown: 'has no size',
  },
];

runPlugin({
  name: 'check_backup',
  version: '1.0',
  summary: 'checks that the newest file of a folder is young and large enough',
  subject: 'Backup',
  options: [
    { name: 'folder', short: 'd', kind: 'text', value: 'FOLDER', description: 'folder with backups' },
    ...measureOptions(MEASURES),
  ],
  examples: [
    {
      line: 'check_backup -d /backup/db -w 90000 -c 180000 --size-crit 1000000:',
      does: 'warns after 25 hours, is critical after 50 or when the file is below a megabyte',
    },
  ],
  async run({ values, clock }) {
    const folder = values.folder;
    if (typeof folder !== 'string') throw new Error('no folder is named; name one with --folder');
    const backup = newest(folder, clock.now());
    if (!backup) return { status: 'CRITICAL', subject: 'Backup', text: `there is none in ${folder}` };
    const { status, text } = verdict(findings(MEASURES, backup, values));
    const perfdata = measurePerfdata(MEASURES, backup, values);
    return { status, subject: 'Backup', text: `${backup.name} ${text}`, perfdata };
  },
});

/**
 * @param {string} folder
 * @param {number} now
 * @returns {Backup | undefined}
 */
function newest(folder, now) {
  const files = readdirSync(folder)
    .map(name => ({ name, stat: statSync(join(folder, name)) }))
    .filter(({ stat }) => stat.isFile())
    .sort((a, b) => b.stat.mtimeMs - a.stat.mtimeMs);
  const [first] = files;
  if (!first) return undefined;
  const ageSeconds = Math.max(0, (now - first.stat.mtimeMs) / 1000);
  return { name: first.name, ageSeconds, bytes: first.stat.size };
}
