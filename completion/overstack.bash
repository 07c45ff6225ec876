# Completion of overstack for bash. Written by scripts/completion from the options of the program: make docs

_overstack_options() {
    case $1 in
    run) echo "--help --duration --replications --seed --set --variant --format --jobs --no-color --output --plot-format --plots --quiet --table" ;;
    check) echo "--help --duration --replications --seed --set --variant --format --no-color --output --quiet" ;;
    compare) echo "--help --duration --replications --seed --set --variant --format --jobs --no-color --output --quiet" ;;
    capacity) echo "--help --duration --replications --seed --set --tolerance --variant --vary --format --jobs --no-color --output --plot-format --plots --quiet" ;;
    sweep) echo "--help --duration --replications --screen --seed --set --shard --variant --vary --where --zip --database --format --jobs --no-color --output --quiet" ;;
    merge) echo "--help --format --no-color --output" ;;
    recommend) echo "--help --duration --replications --seed --set --variant --format --jobs --no-color --output --quiet" ;;
    sensitivity) echo "--help --duration --replications --samples --seed --set --trajectories --variant --format --jobs --no-color --output --plot-format --plots --quiet" ;;
    calibrate) echo "--help --duration --fit --measured --replications --seed --set --variant --format --jobs --no-color --output --quiet" ;;
    import) echo "--help --env-file --force --instance --output --profile" ;;
    catalog) echo "--help --catalog --format --no-color --output --region" ;;
    report) echo "--help --format --no-color --output --plot-format --plots --quiet --table" ;;
    init) echo "--help --force --output" ;;
    schema) echo "--help --json --output" ;;
    *) echo "run check compare capacity sweep merge recommend sensitivity calibrate import catalog report init schema --help --version" ;;
    esac
}

_overstack_formats() {
    case $1 in
    run) echo "text json ndjson csv markdown html" ;;
    check) echo "text json" ;;
    compare) echo "text json csv markdown html" ;;
    capacity) echo "text json csv markdown html" ;;
    sweep) echo "text json ndjson csv html" ;;
    merge) echo "text json ndjson csv html" ;;
    recommend) echo "text json csv markdown html" ;;
    sensitivity) echo "text json csv markdown html" ;;
    calibrate) echo "text json yaml" ;;
    catalog) echo "text json csv" ;;
    report) echo "text json ndjson csv markdown html" ;;
    esac
}

# Variants of the first scenario on the line.
_overstack_variants() {
    local word
    for word in "${COMP_WORDS[@]:2}"; do
        case $word in
        *.yaml | *.yml)
            sed -n '/^variants:/,/^[^ #]/s/^  \([A-Za-z0-9_-]*\):.*/\1/p' "$word" 2>/dev/null
            return
            ;;
        esac
    done
}

_overstack() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local command=${COMP_WORDS[1]} list= files=
    COMPREPLY=()
    # bash takes --format=js for three words.
    if [ "$word" = = ]; then
        word=
    elif [ "$before" = = ]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    if [ "$COMP_CWORD" -eq 1 ]; then
        list=$(_overstack_options "")
    else
        case $before in
        --format) list=$(_overstack_formats "$command") ;;
        --variant) list=$(_overstack_variants) ;;
        --table) list="timeline bill" ;;
        --output | -o | --plots | --database | --measured | --catalog | --env-file) files=yes ;;
        --set | --seed | --replications | --duration | --jobs | -j | --vary | --zip | --where | \
            --shard | --samples | --trajectories | --fit | --tolerance | --region | --instance | \
            --profile) return ;;
        *)
            case $word in
            -*) list=$(_overstack_options "$command") ;;
            *)
                files=yes
                [ "$command:$COMP_CWORD" = import:2 ] && list=compose files=
                [ "$command:$COMP_CWORD" = catalog:2 ] &&
                    list="instances services prices systems currencies" files=
                ;;
            esac
            ;;
        esac
    fi
    if [ -n "$files" ]; then
        compopt -o filenames 2>/dev/null
        while IFS= read -r found; do COMPREPLY+=("$found"); done < <(compgen -f -- "$word")
    else
        while IFS= read -r found; do COMPREPLY+=("$found"); done \
            < <(compgen -W "$list" -- "$word")
    fi
}
complete -F _overstack overstack
