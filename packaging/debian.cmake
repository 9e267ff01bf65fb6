# The Debian packages: logitscope, and logitscope-torch, which brings the libtorch engine with
# libtorch and the 290 libraries that Debian's needs. packaging/package makes them in a clean Debian.
# By hand: configure with -DCMAKE_INSTALL_PREFIX=/usr, build, and run cpack (needs dpkg-dev and file).
set(CPACK_GENERATOR DEB)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL program)
set(CPACK_PACKAGE_NAME logitscope)
# Nobody reads mail there: the authors' issues are where the sources are.
set(CPACK_PACKAGE_CONTACT "The Logitscope authors <authors@logitscope.example.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "") # each package's description begins with its own
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
# The libraries that the program links; what it opens by name stands beside them.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
# One for each Debian, so that a newer Debian's is the newer one: 0.1.0-1~deb12
set(release 1)
set(suite unstable)
if(EXISTS /etc/os-release)
    file(STRINGS /etc/os-release debian REGEX "^(ID=debian|VERSION_ID=|VERSION_CODENAME=)")
    if(debian MATCHES "ID=debian" AND debian MATCHES "VERSION_ID=\"([0-9]+)\"")
        set(release "1~deb${CMAKE_MATCH_1}")
        if(debian MATCHES "VERSION_CODENAME=([a-z]+)")
            set(suite ${CMAKE_MATCH_1})
        endif()
    endif()
endif()
set(CPACK_DEBIAN_PACKAGE_RELEASE ${release})

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME logitscope)
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION "${PROJECT_DESCRIPTION}
A desktop instrument that continues a prompt with a GPT-2 model and shows how
each token is chosen: which tokens were possible, which ones top-k and top-p
removed, how temperature rescaled the rest, and which random number picked the
winner. A small model comes with it.")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS ca-certificates)
if(LOGITSCOPE_GUI)
    set(CPACK_DEBIAN_PROGRAM_PACKAGE_DEPENDS
        "qt6-svg-plugins | libqt6svg6 (<< 6.8~), fontconfig, fonts-inter, fonts-jetbrains-mono, hicolor-icon-theme")
    string(APPEND CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS ", qt6-wayland")
endif()

# What policy asks of each package: licences, and what changed in it.
string(TIMESTAMP now "%a, %d %b %Y %H:%M:%S +0000" UTC)
function(install_documents package component)
    set(text "${package} (${PROJECT_VERSION}-${release}) ${suite}; urgency=medium\n
  * Release ${PROJECT_VERSION}; CHANGELOG.md says what is in it.\n
 -- ${CPACK_PACKAGE_CONTACT}  ${now}\n")
    string(REPLACE "logitscope-torch (" "logitscope (" text "${text}") # the name of the source
    set(folder ${CMAKE_CURRENT_BINARY_DIR}/${package})
    file(WRITE ${folder}/changelog.Debian "${text}")
    configure_file(${PROJECT_SOURCE_DIR}/CHANGELOG.md ${folder}/changelog COPYONLY)
    foreach(file changelog changelog.Debian)
        execute_process(COMMAND ${GZIP} -9nf ${file} WORKING_DIRECTORY ${folder} COMMAND_ERROR_IS_FATAL ANY)
    endforeach()
    install(FILES ${folder}/changelog.gz ${folder}/changelog.Debian.gz
            ${CMAKE_CURRENT_SOURCE_DIR}/copyright
        DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${package} COMPONENT ${component})
endfunction()
install_documents(logitscope program)

if(LOGITSCOPE_TORCH)
    list(APPEND CPACK_COMPONENTS_ALL torch)
    set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS logitscope-torch)
    set(CPACK_DEBIAN_TORCH_PACKAGE_NAME logitscope-torch)
    set(CPACK_DEBIAN_TORCH_PACKAGE_DEPENDS "logitscope (= ${PROJECT_VERSION}-${release})")
    set(CPACK_COMPONENT_TORCH_DESCRIPTION "${PROJECT_DESCRIPTION} (libtorch engine)
A second engine for Logitscope, which computes with libtorch, on the processor
or where libtorch has it on CUDA. Logitscope's own engine needs none of it.")
    install_documents(logitscope-torch torch)
endif()
include(CPack)
