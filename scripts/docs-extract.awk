# Takes the commands and files out of a page; see scripts/docs-commands.
#
#   parts/file-N      a block with file=NAME
#   parts/command-N   a command
#   parts/script      puts the files where they belong and sources the commands, in order;
#                     each one's output goes to parts/output-N, its exit code to parts/code-N
#   parts/usage       options that usage lines name

function fault(text) {
    printf "%s:%d: %s\n", FILENAME, FNR, text
    failed = 1
}

function take(line) {
    if (running && line ~ /^\$ /) {
        sub(/^\$ /, "", line)
        open_command(line)
    } else if (running && continues) {
        print line >> (parts "/command-" commands)
        continues = line ~ /[\\|]$/
    } else if (running && !commands_here)
        fault("a console block begins with \"$ \"")
    else if (file)
        print line > (parts "/file-" files)
    else if (usage && (line ~ /^overstack [a-z]/ || named))
        take_usage(line)
}

function open_command(line) {
    commands++
    commands_here++
    print line > (parts "/command-" commands)
    continues = line ~ /[\\|]$/
    printf "if %s; then (exit $code); . \"$parts/command-%d\" >\"$parts/output-%d\" 2>&1\n" \
           "code=$?; echo $code >\"$parts/code-%d\"; fi\n", condition, commands, commands, \
           commands > script
}

# Options of "overstack COMMAND ...", which may go on in the lines below it.
function take_usage(line,   words, count, i) {
    count = split(line, words, /[^A-Za-z0-9-]+/)
    if (line ~ /^overstack [a-z]/)
        named = words[2]
    for (i = 1; i <= count; i++)
        if (words[i] ~ /^--[a-z]/)
            print FNR, named, words[i] > (parts "/usage")
}

function open_block(info,   words) {
    split(info, words, " ")
    running = words[1] == "console"
    usage = words[1] == "text"
    named = ""
    commands_here = 0
    continues = 0
    file = ""
    if (match(info, /file=[^ ]+/)) {
        file = substr(info, RSTART + 5, RLENGTH - 5)
        files++
        printf "cp \"$parts/file-%d\" '%s'\n", files, file > script
        printf "" > (parts "/file-" files)
    }
    condition = "true"
    if (words[2] == "long")
        condition = "[ -n \"$long\" ]"
    if (match(info, /needs=[^ ]+/))
        condition = "command -v " substr(info, RSTART + 6, RLENGTH - 6)
    if (info == "")
        fault("say what the block holds: console, text, yaml ... (scripts/docs-commands)")
    if ((words[1] == "sh" || words[1] == "bash") && !file && info !~ /no-run \(.+\)/)
        fault("shell lines are a console block, or: sh no-run (REASON)")
}

BEGIN {
    script = parts "/script"
    print "code=0" > script
}
!inside && /^ *```/ {
    inside = 1
    sub(/^ *```/, "")
    open_block($0)
    next
}
inside && /^ *```$/ {
    inside = running = 0
    next
}
inside { take($0) }
!inside && /^    +(\$ )?(\.\/)?overstack [a-z]/ {
    fault("a command in an indented block: put it between ```console and ```")
}
END {
    if (inside)
        fault("a block is not closed")
    exit failed
}
