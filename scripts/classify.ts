import { parseArgs } from 'node:util';
import { decodePath } from '../src/lib/capture/decode-node';
import { decide } from '../src/lib/decision/decide';
import type { PixelImage } from '../src/lib/domain/geometry';
import { errorCode } from '../src/lib/domain/errors';
import type { Engine } from '../src/lib/inference/engine';
import { expandImagePaths } from './lib/image-paths';
import { openEngine } from './lib/local-engine';

const USAGE = `Judges pictures of bottles: open, closed, unsure or no-bottle.

  npm run --silent classify -- [--json] [--model DIR] FILE_OR_FOLDER...

  --json       one JSON object a line, in the order of the arguments:
               {"file","verdict","reason"?,"confidence","probabilities","mouth","modelVersion","latencyMs"}
               or {"file","error":{"code","message"}} for a file that cannot be judged
  --model DIR  another model than the shipped one, laid out as static/model
  --help       this text

Places are fractions 0..1 of the upright picture. A folder stands for the images in it.
Exit status: 0 all judged, 1 some file could not be judged, 2 wrong usage.
`;

/** How many pictures are decoded ahead while the network works. */
const AHEAD = 4;

type Decoded = { image: PixelImage } | { fault: unknown };

/** One line of `--json`. */
export type ClassifyLine = Awaited<ReturnType<typeof judgeOne>> | ReturnType<typeof faultLine>;

async function judgeOne(engine: Engine, file: string, image: PixelImage, startedMs: number) {
	const { verdict, probabilities, mouth } = decide(await engine.judge(image), engine.manifest);
	return {
		file,
		verdict: verdict.kind,
		...(verdict.kind === 'unsure' ? { reason: verdict.reason } : {}),
		confidence: verdict.confidence,
		probabilities,
		mouth,
		modelVersion: engine.manifest.version,
		latencyMs: Math.round((performance.now() - startedMs) * 10) / 10
	};
}

function faultLine(file: string, fault: unknown) {
	return { file, error: { code: errorCode(fault), message: fault instanceof Error ? fault.message : String(fault) } };
}

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
	const engine = await openEngine(values.model);
	const decoding: Promise<Decoded>[] = [];
	const decode = (file: string): Promise<Decoded> =>
		decodePath(file).then(
			(image) => ({ image }),
			(fault: unknown) => ({ fault })
		);
	let faults = 0;
	for (const [i, file] of files.entries()) {
		const startedMs = performance.now();
		while (decoding.length <= Math.min(i + AHEAD, files.length - 1)) decoding.push(decode(files[decoding.length]!));
		const decoded = await decoding[i]!;
		decoding[i] = Promise.resolve({ fault: null }); // frees the pixels
		const line =
			'image' in decoded
				? await judgeOne(engine, file, decoded.image, startedMs).catch((fault: unknown) => faultLine(file, fault))
				: faultLine(file, decoded.fault);
		if ('error' in line) faults++;
		process.stdout.write((values.json ? JSON.stringify(line) : inWords(line)) + '\n');
	}
	return faults > 0 ? 1 : 0;
}

function readArguments() {
	try {
		return parseArgs({
			allowPositionals: true,
			options: { json: { type: 'boolean' }, model: { type: 'string' }, help: { type: 'boolean', short: 'h' } }
		});
	} catch (fault) {
		process.stderr.write(`${(fault as Error).message}\n\n${USAGE}`);
		process.exit(2);
	}
}

process.exitCode = await main().catch((fault: unknown) => {
	process.stderr.write(`cannot start: ${errorCode(fault)}: ${String(fault)}\n`);
	return 2;
});
