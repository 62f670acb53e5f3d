import { parseArgs } from 'node:util';
import { errorCode } from '../src/lib/domain/errors';
import { expandImagePaths } from './lib/image-paths';
import { judgeFiles, type ClassifyLine } from './lib/judge-files';

const USAGE = `Judges pictures of bottles: open, closed, unsure or no-bottle.

  npm run --silent classify -- [--json] [--model DIR] [--threads N] FILE_OR_FOLDER...

  --json       one JSON object a line, in the order of the arguments:
               {"file","verdict","reason"?,"confidence","probabilities","mouth","modelVersion","latencyMs"}
               or {"file","error":{"code","message"}} for a file that cannot be judged
  --model DIR  another model than the shipped one, laid out as static/model
  --threads N  engines at once; one for each core, where there are enough files, unless said
  --help       this text

Places are fractions 0..1 of the upright picture. A folder stands for the images in it.
Exit status: 0 all judged, 1 some file could not be judged or a folder holds none, 2 wrong usage.
`;

function inWords(line: ClassifyLine): string {
	if ('error' in line) return `${line.file}: cannot be judged (${line.error.code}): ${line.error.message}`;
	const reason = 'reason' in line ? ` (${line.reason})` : '';
	return `${line.file}: ${line.verdict}${reason} ${(line.confidence * 100).toFixed(1)} %`;
}

async function main(): Promise<number> {
	const { values, positionals } = readArguments();
	if (values.help) return (process.stdout.write(USAGE), 0);
	if (positionals.length === 0) return (process.stderr.write(USAGE), 2);
	const files = await expandImagePaths(positionals);
	const threads = values.threads === undefined ? undefined : Number(values.threads);
	if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) return (process.stderr.write(USAGE), 2);
	if (files.length === 0) return (process.stderr.write(`no picture in ${positionals.join(', ')}\n`), 1);
	let faults = 0;
	for await (const line of judgeFiles(files, { model: values.model, threads })) {
		if ('error' in line) faults++;
		process.stdout.write((values.json ? JSON.stringify(line) : inWords(line)) + '\n');
	}
	return faults > 0 ? 1 : 0;
}

function readArguments() {
	try {
		return parseArgs({
			allowPositionals: true,
			options: {
				json: { type: 'boolean' },
				model: { type: 'string' },
				threads: { type: 'string' },
				help: { type: 'boolean', short: 'h' }
			}
		});
	} catch (fault) {
		process.stderr.write(`${(fault as Error).message}\n\n${USAGE}`);
		process.exit(2);
	}
}

// Whoever reads may stop, as `head` does: then nobody waits for the rest.
process.stdout.on('error', (fault: NodeJS.ErrnoException) => {
	if (fault.code !== 'EPIPE') throw fault;
	process.exit(0);
});
process.exitCode = await main().catch((fault: unknown) => {
	process.stderr.write(`cannot start: ${errorCode(fault)}: ${String(fault)}\n`);
	return 2;
});
