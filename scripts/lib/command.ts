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
