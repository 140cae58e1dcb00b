// How nodes and labels are drawn: the sign of its kind in every disc, labels where they have room.
const GAP = 3;

/** Black or white, whichever is read better on a colour. */
function onto(colour) {
  const [red, green, blue] = [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16) / 255);
  return 0.2126 * red ** 2.2 + 0.7152 * green ** 2.2 + 0.0722 * blue ** 2.2 > 0.18 ? "#111111" : "#ffffff";
}

function shortened(label, most) {
  return label.length > most ? `${label.slice(0, most - 1).trimEnd()}…` : label;
}

/** Draws the nodes of one frame; `begin` opens a frame with the boxes of
 * all discs, which labels of other nodes keep clear of. The nodes that come first have the first room. */
export function labelPainter(theme) {
  let taken = [];
  return {
    begin(discs) {
      taken = discs;
    },
    draw(context, data, settings) {
      const { ink, paper } = theme();
      context.beginPath();
      context.arc(data.x, data.y, data.size, 0, 2 * Math.PI);
      context.strokeStyle = ink;
      context.lineWidth = data.ring ?? 1;
      context.stroke();
      if (data.size >= 5) {
        context.fillStyle = onto(data.color);
        context.font = `700 ${Math.round(data.size * 1.15)}px ${settings.labelFont}`;
        context.textAlign = "center";
        context.textBaseline = "middle";
        context.fillText(data.sign, data.x, data.y + data.size * 0.06);
      }
      const size = data.ring > 1 ? settings.labelSize + 1 : settings.labelSize;
      context.font = `${data.ring > 1 ? 700 : 400} ${size}px ${settings.labelFont}`;
      context.textAlign = "left";
      const words = shortened(data.label, data.chosen ? 80 : 34);
      const width = context.measureText(words).width;
      const limit = context.canvas.clientWidth;
      const far = data.size + GAP;
      // Outwards first: left of what stands left of the middle.
      const beside = [[data.x + far, data.y], [data.x - far - width, data.y]];
      if (data.x < limit / 2) beside.reverse();
      const places = [...beside, [data.x - width / 2, data.y + far + size / 2], [data.x - width / 2, data.y - far - size / 2]];
      const boxed = ([x, y]) => [x - 1, y - size * 0.6, x + width + 1, y + size * 0.6];
      const free = (box) =>
        box[0] >= 0 && box[2] <= limit && !taken.some((other) => other.node !== data.id && box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]);
      const place = places.find((one) => free(boxed(one))) ?? (data.chosen ? places[0] : null);
      if (!place) return;
      const [left, y] = place;
      const box = boxed(place);
      taken.push(box);
      context.lineJoin = "round";
      context.lineWidth = 4;
      context.strokeStyle = paper;
      context.strokeText(words, left, y);
      context.fillStyle = ink;
      context.fillText(words, left, y);
    },
  };
}
