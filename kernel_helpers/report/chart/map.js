(function () {
  "use strict";

  var reach = 30; // units of the drawing within which a point answers the pointer

  function draw(name, attributes) {
    var element = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.keys(attributes).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    return element;
  }

  document.querySelectorAll("[data-map]").forEach(function (box) {
    var hover = JSON.parse(document.getElementById(box.dataset.map + "-option").textContent);
    var maps = Array.from(box.querySelectorAll("svg.vfm-map"));
    var rings = maps.map(function (map) {
      var ring = draw("circle", { r: 9, "class": "map-ring", visibility: "hidden" });
      map.appendChild(ring);
      return ring;
    });
    var note = document.createElement("div");
    note.className = "map-note";
    note.setAttribute("aria-live", "polite");
    note.hidden = true;
    box.appendChild(note);
    var current = -1;

    function hide() {
      current = -1;
      note.hidden = true;
      rings.forEach(function (ring) { ring.setAttribute("visibility", "hidden"); });
    }

    // show rings item i in every map and puts its picture beside it in the given one.
    function show(i, map) {
      var item = hover.items[i];
      maps.forEach(function (each, n) {
        var at = hover.maps[each.id][i];
        rings[n].setAttribute("cx", at[0]);
        rings[n].setAttribute("cy", at[1]);
        rings[n].setAttribute("visibility", "visible");
      });
      if (i !== current) {
        var picture = draw("svg", { viewBox: item.x + " " + item.y + " " + hover.side + " " + hover.side, "class": "tile", "aria-hidden": "true" });
        picture.appendChild(draw("use", { href: "#" + hover.sheet }));
        var words = document.createElement("bdi");
        words.textContent = item.text;
        note.replaceChildren(picture, words);
      }
      current = i;
      note.hidden = false;
      var ring = rings[maps.indexOf(map)].getBoundingClientRect(), frame = box.getBoundingClientRect();
      var left = ring.right - frame.left + 8;
      if (left + note.offsetWidth > frame.width) left = ring.left - frame.left - 8 - note.offsetWidth;
      note.style.left = Math.max(0, left) + "px";
      note.style.top = ring.top - frame.top + "px";
    }

    function nearest(map, event) {
      var at = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
      var best = -1, least = reach * reach;
      hover.maps[map.id].forEach(function (p, i) {
        var distance = (p[0] - at.x) * (p[0] - at.x) + (p[1] - at.y) * (p[1] - at.y);
        if (distance < least) { best = i; least = distance; }
      });
      return best;
    }

    maps.forEach(function (map) {
      var point = function (event) {
        var i = nearest(map, event);
        if (i < 0) hide(); else show(i, map);
      };
      map.addEventListener("pointermove", point);
      map.addEventListener("pointerdown", point);
      map.addEventListener("pointerleave", hide);
    });
    box.addEventListener("keydown", function (event) {
      var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key], n = hover.items.length;
      if (event.key === "Escape") hide();
      if (!step || !n) return;
      event.preventDefault();
      if (current < 0) current = step > 0 ? -1 : 0; // the first, or the last
      show((current + step + n) % n, maps[0]);
    });
    box.addEventListener("blur", hide);
  });
})();
