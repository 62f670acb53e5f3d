import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { verifyChains, type ChainFault, type ChainReport, type KnownHead } from '../src/lib/domain/chain';
import { ImportRefused } from '../src/lib/records/bundle-format';
import { openBundle } from '../src/lib/records/read-bundle';
import { isMain } from './lib/is-main';

const USAGE = `Verifies the hash chains of an export of the bottle inspector, offline.

usage: npm run verify-chain -- [--head HASH] [--quiet] FILE

  FILE         a ZIP bundle or a JSON export
  --head HASH  a head hash known from elsewhere (a printed shift report, the reporting server): some record of the
               file must have it, or the file is not a continuation of that history
  --quiet      no progress bar
  --help       this text

Every record's content is hashed again (SHA-256 over RFC 8785 canonical JSON without "hash" and "personal") and
compared with what it states and with what the next record remembers. Changed, removed, reordered and duplicated
records are named. Exit status: 0 intact, 1 faults found or no record in the file, 2 the file cannot be read or the
usage is wrong.`;

/** Runs the check; resolves to the exit status. */
export async function main(args: string[], print = console.log): Promise<0 | 1 | 2> {
	const options = parse(args);
	if (typeof options === 'string') {
		print(options);
		return options === USAGE ? 0 : 2;
	}
	const { head } = options;
	try {
		await stat(options.file);
		const bundle = await openBundle(await openAsBlob(options.file));
		const heads = new Map<string, KnownHead>(bundle.manifest.chains.map((chain) => [chain.deviceId, chain]));
		const total = [...heads.values()].reduce((sum, head) => sum + head.sequence, 0);
		const bar = new SingleBar({ format: '{bar} {value}/{total} records', clearOnComplete: true, hideCursor: true });
		const shown = !options.quiet && process.stderr.isTTY;
		let found = !head;
		async function* records() {
			for await (const record of bundle.records()) {
				found ||= record.hash === head;
				yield record;
			}
		}
		if (shown) bar.start(total, 0);
		const reports = await verifyChains(records(), heads, (read) => shown && bar.update(read));
		if (shown) bar.stop();
		await bundle.close();
		for (const report of reports) print(describe(report));
		if (reports.length === 0) print('no records: nothing was verified');
		if (!found) print(`no record has the hash ${head}: this is another history`);
		return found && reports.length > 0 && reports.every(({ faults }) => faults.length === 0) ? 0 : 1;
	} catch (error) {
		print(error instanceof ImportRefused ? `refused (${error.refusal}): ${error.message}` : String(error));
		return 2;
	}
}

interface Options {
	readonly file: string;
	readonly head: string | undefined;
	readonly quiet: boolean;
}

function parse(args: string[]): Options | string {
	try {
		const { values, positionals } = parseArgs({
			args,
			allowPositionals: true,
			options: {
				head: { type: 'string' },
				quiet: { type: 'boolean', default: false },
				help: { type: 'boolean', default: false }
			}
		});
		if (values.help) return USAGE;
		if (positionals.length !== 1) return `one file is needed\n\n${USAGE}`;
		return { file: positionals[0]!, head: values.head?.toLowerCase(), quiet: values.quiet };
	} catch (error) {
		return `${(error as Error).message}\n\n${USAGE}`;
	}
}

function describe(report: ChainReport): string {
	const { deviceId, records, firstSequence, lastSequence, headHash, deletedThrough, faults } = report;
	const start = deletedThrough > 0 ? `, ${deletedThrough} deleted by rule` : '';
	const lines = [
		`device ${deviceId}: ${records} records, ${firstSequence} to ${lastSequence}${start}`,
		`  head ${headHash}`,
		faults.length === 0 ? '  intact' : `  ${faults.length} faults`,
		...faults.map((fault) => `  - ${describeFault(fault)}`)
	];
	return lines.join('\n');
}

function describeFault({ kind, sequence, through, id }: ChainFault): string {
	const place = through > sequence ? `records ${sequence} to ${through}` : `record ${sequence}`;
	return `${place}: ${kind}${id ? ` (${id})` : ''}`;
}

if (isMain(import.meta.url)) {
	process.exitCode = await main(process.argv.slice(2));
}
