/** A row of a CSV, by column. */
export type Row = Readonly<Record<string, string>>;

/**
 * What `--where` asks of a row: `COLUMN=A,B`, one of these values, or `COLUMN!=A,B`, none of them. Several must all hold.
 * @throws Error where one is written otherwise
 */
export function rowFilter(conditions: readonly string[]): (row: Row, path: string) => boolean {
	const tests = conditions.map((condition) => {
		const [, column, not, values] = /^([^=!]+)(!?)=(.*)$/.exec(condition) ?? [];
		if (!column || values === undefined) throw new Error(`--where is COLUMN=A,B or COLUMN!=A,B, not ${condition}`);
		const named = values.split(',');
		return (row: Row, path: string) => {
			const value = row[column];
			if (value === undefined) throw new Error(`${path} lacks the column ${column}`);
			return named.includes(value) !== (not === '!');
		};
	});
	return (row, path) => tests.every((holds) => holds(row, path));
}
