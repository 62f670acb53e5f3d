/** Whether a row, by column, is meant. @throws Error that names `path` where it lacks a column that is asked */
export type RowFilter = (row: Readonly<Record<string, string>>, path: string) => boolean;

/**
 * What `--where` asks of a row: `COLUMN=A,B`, one of these values, or `COLUMN!=A,B`, none of them. Several must all hold.
 * @throws Error where one is written otherwise
 */
export function rowFilter(conditions: readonly string[]): RowFilter {
	const tests = conditions.map((condition): RowFilter => {
		const [, column, not, values] = /^([^=!]+)(!?)=(.*)$/.exec(condition) ?? [];
		if (!column || values === undefined) throw new Error(`--where is COLUMN=A,B or COLUMN!=A,B, not ${condition}`);
		const named = values.split(',');
		return (row, path) => {
			const value = row[column];
			if (value === undefined) throw new Error(`${path} lacks the column ${column}`);
			return named.includes(value) !== (not === '!');
		};
	});
	return (row, path) => tests.every((holds) => holds(row, path));
}
