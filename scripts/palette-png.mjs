/** Writes pictures of pages as PNG files with a palette, which are a third of the size of those that browsers write. */
import { crc32, deflateSync } from 'node:zlib';

/** `pixels` are four bytes each, of which the fourth is not heeded. */
export function palettePng(pixels, width, height) {
  const palette = commonColours(pixels, 256);
  const nearest = new Map(palette.map((colour, i) => [colour, i]));
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const colour = colourAt(pixels, (y * width + x) * 4);
      let index = nearest.get(colour);
      if (index === undefined) {
        index = closest(palette, colour);
        nearest.set(colour, index);
      }
      rows[y * (width + 1) + 1 + x] = index;
    }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((colour) => channels(colour)));
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The most frequent colours, but none that differs by a shade from a more frequent one. */
function commonColours(pixels, count) {
  const counts = new Map();
  for (let at = 0; at < pixels.length; at += 4) {
    const colour = colourAt(pixels, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a).map(([colour]) => colour);
  const chosen = [];
  for (const colour of sorted) {
    if (chosen.length === count) break;
    if (chosen.every((other) => distance(other, colour) > 150)) chosen.push(colour);
  }
  return chosen;
}

function closest(palette, colour) {
  let best = 0;
  for (let i = 1; i < palette.length; i++)
    if (distance(palette[i], colour) < distance(palette[best], colour)) best = i;
  return best;
}

const colourAt = (pixels, at) => (pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2];

const channels = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];

function distance(a, b) {
  const [red, green, blue] = channels(a).map((value, i) => value - channels(b)[i]);
  return red * red + green * green + blue * blue;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
