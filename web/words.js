// words.js has the sentences that page.js says where the app cannot: by language, each the same in all of them.
"use strict";
const said = { en: {
  opening: "Opening. The first time can take a little longer.", cannot: "Snowdrop cannot start in this browser. A newer browser may help.",
  load: "Snowdrop could not be loaded. Check your connection, then try again.",
  stopped: "Snowdrop stopped working. What you typed is still on this page. Copy it if you need it, then try again.",
  busy: "Snowdrop is open in another tab. Use that one, or close it and press Try again.",
  gone: "Snowdrop is locked, or was closed. What you typed is still on this page. Open it in another window, then try again. Or copy it.",
  lost: "What you typed last could not be kept.", help: "Get help now: emergency and crisis numbers", again: "Try again", ready: "Snowdrop is working again.",
}, es: {
  opening: "Abriendo. La primera vez puede tardar un poco más.", cannot: "Snowdrop no puede abrirse en este navegador. Uno más nuevo puede servir.",
  load: "No se pudo cargar Snowdrop. Mira tu conexión y prueba otra vez.",
  stopped: "Snowdrop dejó de funcionar. Lo que escribiste sigue en esta página. Cópialo si lo necesitas y prueba otra vez.",
  busy: "Snowdrop está abierto en otra pestaña. Usa esa, o ciérrala y pulsa Probar otra vez.",
  gone: "Snowdrop está bloqueado o se cerró. Lo que escribiste sigue en esta página. Ábrelo en otra ventana y prueba otra vez. O cópialo.",
  lost: "No se pudo guardar lo último que escribiste.", help: "Pedir ayuda ahora: números de emergencia y de crisis", again: "Probar otra vez", ready: "Snowdrop vuelve a funcionar.",
} };
