import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { readEnvironment } from '../src/lib/server/environment';
import { runCommand } from './lib/command';
import { backUp, restore } from './reporting/backup';

const USAGE = `Backs up the reporting database while the server runs, or restores one.

  npm run backup -- save FILE       SQLite: a database file; PostgreSQL: a pg_dump archive
  npm run backup -- restore FILE    into DATABASE_URL, which must be empty (SQLite: absent)

DATABASE_URL says which database (default sqlite:data/reports.db). Pictures are files named by their hash: copy the
folder or bucket with any tool, in any order, after the database.
`;

function readArguments() {
	const { positionals, values } = parseArgs({
		allowPositionals: true,
		options: { help: { type: 'boolean', default: false } }
	});
	const [command, file = ''] = positionals;
	if (!values.help && command !== 'save' && command !== 'restore') throw new Error('say save or restore');
	if (!values.help && !file) throw new Error('the file is missing');
	return { help: values.help, command, file };
}

async function main({ command, file }: ReturnType<typeof readArguments>): Promise<number> {
	const { DATABASE_URL: url } = readEnvironment(process.env);
	if (command === 'restore') await restore(file, url);
	else await save(url, file);
	console.log(`${command === 'save' ? 'saved' : 'restored'} ${file}`);
	return 0;
}

async function save(url: string, to: string): Promise<void> {
	const bar = new SingleBar({ format: 'saving [{bar}] {percentage} %' }, Presets.shades_classic);
	bar.start(1, 0);
	try {
		await backUp(url, to, (share) => bar.update(share));
	} finally {
		bar.stop();
	}
}

await runCommand(USAGE, readArguments, main, 'cannot back up or restore');
