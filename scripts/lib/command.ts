/**
 * Runs a script's `main` with what `read` makes of its arguments, and sets the exit status: 2 and the usage where `read`
 * throws, 1 and one sentence that begins with `failed` where `main` does, otherwise what `main` returns.
 */
export async function runCommand<Options extends { readonly help?: boolean | undefined }>(
	usage: string,
	read: () => Options,
	main: (options: Options) => Promise<number>,
	failed: string
): Promise<void> {
	let options: Options;
	try {
		options = read();
	} catch (fault) {
		process.stderr.write(`${(fault as Error).message}\n\n${usage}`);
		process.exitCode = 2;
		return;
	}
	if (options.help) {
		process.stdout.write(usage);
		return;
	}
	process.exitCode = await main(options).catch((fault: unknown) => {
		process.stderr.write(`${failed}: ${fault instanceof Error ? fault.message : String(fault)}\n`);
		return 1;
	});
}

/** The number that `--name` was given; throws the sentence that says what it has to be. */
export function wholeNumber(name: string, given: string, least: 0 | 1 = 1): number {
	const value = readNumber(given);
	if (Number.isSafeInteger(value) && value >= least) return value;
	throw new Error(`--${name} is a whole number ${least > 0 ? 'above 0' : 'of 0 or more'}, not ${given}`);
}

/** As `wholeNumber`, of what has fractions: a time, a size. */
export function amount(name: string, given: string): number {
	const value = readNumber(given);
	if (Number.isFinite(value) && value >= 0) return value;
	throw new Error(`--${name} is a number of 0 or more, not ${given}`);
}

/** `Number` takes nothing for 0. */
function readNumber(given: string): number {
	return given.trim() === '' ? NaN : Number(given);
}
