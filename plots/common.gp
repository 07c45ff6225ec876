# What all figures share: called with load, after `title` and the like are set (see cpu.gp).
#
# Colours are those of Okabe and Ito (2008), told apart by colour-blind people too.
#   sets: unit (seconds in one unit of the time axis), the terminal, the axes

set encoding utf8 # letters are counted, not bytes

# A span of time is shown in the unit that gives numbers from a few to a few hundred.
unit  = span <= 180 ? 1 : span <= 3 * 3600 ? 60 : span <= 4 * 86400 ? 3600 : 86400
label = unit == 1 ? "s" : unit == 60 ? "min" : unit == 3600 ? "h" : "d"

# The ending of the picture's name tells its format: svg, pdf, else png.
ending = strlen(picture) > 4 ? picture[strlen(picture) - 3:*] : ""
format = ending eq ".svg" ? "svg" : ending eq ".pdf" ? "pdf" : "png"
if (format eq "pdf" && !strstrt(GPVAL_TERMINALS, "pdfcairo")) {
    print "this gnuplot draws no PDF: it has no terminal pdfcairo"
    exit status 1
}

# For `eval terminal(h)`: a drawing of 960 by h points, the others in the same proportions.
# PDF has the width of a text on A4.
terminal(h) = format eq "svg" \
    ? sprintf("set terminal svg size 960, %d dynamic font 'sans-serif,14' linewidth 1", h) \
    : format eq "pdf" \
    ? sprintf("set terminal pdfcairo size 17cm, %.2fcm font 'sans,6' fontscale 0.75 linewidth 0.6 background '#ffffff'", 17 * h / 960.0) \
    : sprintf("set terminal %s size 1200, %d font 'sans,11' background '#ffffff'", \
              strstrt(GPVAL_TERMINALS, "pngcairo") ? "pngcairo" : "png", h * 4 / 3.0)

# SVG is for a page: the place of the axes is fixed (sim/output/html_figure.c lays values
# over them), and the page is behind it.
eval terminal(420)
if (format eq "svg") {
    set lmargin at screen 0.09; set rmargin at screen 0.68
    set tmargin at screen 0.90; set bmargin at screen 0.17
}
set output picture

# What terminals count differently: a point of size 1, and a font smaller than the rest.
dot   = format eq "pdf" ? 0.45 : 1.0
small = format eq "pdf" ? ",5" : ",11"

set datafile separator comma
set key outside right top vertical Left reverse samplen 2 noenhanced
set border 3 linecolor "#555555"
set tics nomirror out textcolor "#333333"
set grid ytics linetype 1 linecolor "#dddddd"
if (format ne "svg") { set lmargin 11; set bmargin 4 }
if (format eq "svg") { # or the titles of the axes would be off the drawing
    set tics scale 0.5; set xlabel offset 0, 0.6; set ylabel offset 1.4, 0; set y2label offset -1, 0
}
if (format eq "svg") { set key at screen 0.995, screen 0.9 right font ",11" spacing 0.9 maxrows 22 }
set xrange [0:span / unit]
set xlabel sprintf("time, %s", label)

# A name has so many letters at most, or it takes the room of the plot.
cut(name, most) = strlen(name) <= most ? name : substr(name, 1, most - 1)."…"
title = cut(title, 80)

blue       = "#0072B2"
vermillion = "#D55E00"
orange     = "#E69F00"
sky        = "#56B4E9"
green      = "#009E73"
purple     = "#CC79A7"
yellow     = "#F0E442"
black      = "#000000"
grey       = "#999999"

# The k-th colour of a stack; after seven they come again, mixed with grey: apart from their
# neighbours, and seen on white and on dark paper.
array stack[7] = [0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7, 0x56B4E9, 0xD55E00, 0xF0E442]
half(c)   = (c + 0x80) / 2
greyer(c) = half(c >> 16 & 255) * 65536 + half(c >> 8 & 255) * 256 + half(c & 255)
colour(k) = k <= 7 ? stack[k] : greyer(stack[(k - 8) % 7 + 1])

# Marks of events stand in a band above the data, 103 to 109 where the data ends at 100; each
# kind has its own symbol, and neighbours in the legend do not hide each other.
band(k)        = 103 + 3 * ((k - 1) % 3)
mark(k)        = int(word("9 7 11 13 5 15 3", k))
mark_size      = format eq "png" ? 1.2 : format eq "svg" ? 0.6 : 0.5
mark_colour(k) = int(word("0xD55E00 0xCC79A7 0x009E73 0x000000 0xE69F00 0x0072B2 0x555555", k))
