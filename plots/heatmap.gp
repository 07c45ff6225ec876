# heatmap.gp - one figure of a sweep over two varied paths, a cell for each point. What does
# not hold has a cross, what is undecided a ring; a cell without a figure is empty.
#
#   gnuplot -c heatmap.gp SCRIPTS DATA PICTURE TITLE X_PATH Y_PATH FIGURE
#   DATA: what `overstack sweep --format csv` writes; FIGURE: a column of it, such as
#   latency_p95_s, failed_rate, cost_month_usd.
#   By hand: gnuplot -c plots/heatmap.gp plots sweep.csv map.png Shop traffic.users.rate \
#                services.api.threads latency_p95_s

data    = ARG2
picture = ARG3
title   = ARG4
x_path  = ARG5
y_path  = ARG6
figure  = ARG7
span    = 1
load ARG1."/common.gp"
load ARG1."/seconds.gp"
set datafile columnheaders

# Values are names in the order in which they come, each in 64 columns of a long text.
padded(text) = sprintf("\001%-63.63s", text)
joined(all, text) = strstrt(all, padded(text)) ? all : all.padded(text)
place(all, text)  = (strstrt(all, padded(text)) - 1) / 64
xs = ""; ys = ""
is_seconds = figure[strlen(figure) - 1:] eq "_s"
scale      = figure eq "failed_rate" || figure eq "cpu_peak" || figure eq "memory_peak" ? 100 : 1
amount(dummy) = column(figure) * scale
stats data using (xs = joined(xs, strcol(x_path)), ys = joined(ys, strcol(y_path)), amount(0)) \
    nooutput
known = exists("STATS_records") && STATS_records > 0
low   = known ? STATS_min : 0
high  = known ? STATS_max : 1
nx    = strlen(xs) / 64
ny    = strlen(ys) / 64

height = 130 + 30 * (ny < 7 ? 7 : ny)
eval terminal(height)
set output picture
set lmargin at screen 0.18; set rmargin at screen 0.84
set tmargin at screen 1 - 40.0 / height
set bmargin at screen 90.0 / height

set title title noenhanced
set key outside bottom center horizontal noenhanced samplen 1 maxrows 1
set key at screen 0.5, screen 18.0 / height center font ""
unset grid
set border 0
set xlabel x_path noenhanced offset 0, 0.4
set ylabel y_path noenhanced offset 0.5, 0
short(text, most) = strlen(text) <= most ? text : substr(text, 1, most - 1)."…"
# A percent sign in the label of a mark is a format.
plain(text)  = (p = strstrt(text, "%")) ? text[1:p]."%".plain(text[p + 1:]) : text
name(all, i, most) = plain(short(trimmed(all[i * 64 + 2:i * 64 + 64]), most))
trimmed(text) = text[strlen(text):] eq " " ? trimmed(text[:strlen(text) - 1]) : text
set tics nomirror scale 0 noenhanced
set xtics (); set ytics ()
every_x = nx > 14 ? ceil(nx / 14.0) : 1
do for [i = 0:nx - 1:every_x] { set xtics add (name(xs, i, 12) i) }
do for [i = 0:ny - 1] { set ytics add (name(ys, i, 14) i) }
set xrange [-0.5:nx - 0.5]
set yrange [-0.5:ny - 0.5]

# From light to dark, told apart in grey and by colour-blind people (after Crameri's batlow).
set palette defined (0 "#fdf0c8", 0.35 "#b8ce94", 0.7 "#3f8f8b", 1 "#123a6b")
unit(text) = text eq "failed_rate" ? "failed, %" : text eq "cost_month_usd" ? "USD a month" \
    : scale == 100 ? text.", %" : text
set cblabel is_seconds ? "" : unit(figure) noenhanced
set cbtics autofreq scale 0.5
if (is_seconds && low > 0 && high > 10 * low) {
    set logscale cb
    set cbtics (@seconds)
} else { if (is_seconds) {
    scale = high < 1 ? 1000 : 1
    low   = low * scale; high = high * scale
    set cbtics format scale == 1 ? "%g s" : "%g ms"
} }
set cbrange [low:high > low ? high : low * 1.01 + 1e-9]
set style fill solid 1 noborder
set colorbox user origin screen 0.87, screen 90.0 / height size screen 0.02, screen 1 - 130.0 / height

x(dummy) = place(xs, strcol(x_path))
y(dummy) = place(ys, strcol(y_path))
is(verdict) = strcol("verdict") eq verdict ? y(0) : NaN
# A mark is seen on any colour: the cross on a white square, the ring on a white disc.
plot data using (x(0)):(y(0)):(0.48):(0.47):(amount(0)) with boxxyerror \
         linecolor palette notitle, \
     data using (x(0)):(is("failed")) with points pointtype 5 pointsize 1.6 * dot \
         linecolor rgb "white" notitle, \
     data using (x(0)):(is("failed")) with points pointtype 2 pointsize 1.2 * dot \
         linewidth 2 linecolor rgb black title "does not hold", \
     data using (x(0)):(is("undecided")) with points pointtype 7 pointsize 1.6 * dot \
         linecolor rgb "white" notitle, \
     data using (x(0)):(is("undecided")) with points pointtype 6 pointsize 1.1 * dot \
         linewidth 2 linecolor rgb black title "undecided", \
     data using (x(0)):(is("error")) with points pointtype 1 pointsize 1.1 * dot \
         linewidth 2 linecolor rgb vermillion title "could not be run"
