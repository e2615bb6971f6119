/** Reads a multipart answer by its bytes, apart from the code that writes it: the header lines and the body of each part. */
export function splitMultipart(type: string, bytes: Buffer): readonly { readonly head: string; readonly body: Buffer }[] {
  const boundary = type.match(/boundary="([^"]+)"/)?.[1];
  if (!boundary) throw new Error('no boundary');
  const line = Buffer.from(`--${boundary}`);
  const starts: number[] = [];
  for (let at = bytes.indexOf(line); at >= 0; at = bytes.indexOf(line, at + 1)) starts.push(at);
  const last = starts.at(-1) as number;
  if (bytes.subarray(last).toString() !== `--${boundary}--\r\n`) throw new Error('no end');
  return starts.slice(0, -1).map((start, at) => {
    const part = bytes.subarray(start + line.length, starts[at + 1]);
    const gap = part.indexOf('\r\n\r\n');
    if (part.subarray(0, 2).toString() !== '\r\n' || gap < 0 || part.subarray(-2).toString() !== '\r\n')
      throw new Error('lines end in CRLF');
    return { head: part.subarray(2, gap).toString(), body: part.subarray(gap + 4, -2) };
  });
}
